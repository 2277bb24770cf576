using System.Text.Json.Serialization;

namespace VideoPipeline.Story;

/// <summary>What a YouTube upload needs, as <c>youtube_metadata.json</c>. YouTube refuses <c>&lt;</c> and <c>&gt;</c> in it.</summary>
/// <param name="Title">At most 100 characters.</param>
/// <param name="Description">At most 5000 bytes of UTF-8.</param>
/// <param name="Tags">Together at most 500 characters, as YouTube counts: a comma between two, quotes around one with a space.</param>
/// <param name="ImagePrompt">A prompt in English for the thumbnail's picture.</param>
public sealed record YouTubeMetadata(
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("description")] string Description,
    [property: JsonPropertyName("tags")] IReadOnlyList<string> Tags,
    [property: JsonPropertyName("image_prompt")] string ImagePrompt);
