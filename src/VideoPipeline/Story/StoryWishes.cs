using System.Text.Json.Serialization;
using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Story;

/// <summary>What a request says of the story that it wants.</summary>
/// <param name="Language">The story's language, <c>en</c> or <c>zh</c>; null for the transcript's.</param>
/// <param name="Minutes">How long the narration is to be, about, in minutes, 1 to 120; null for as long as the transcript gives.</param>
public sealed record StoryWishes(
    [property: JsonPropertyName("language")] string? Language = null,
    [property: JsonPropertyName("minutes")] int? Minutes = null)
{
    /// <summary>Nothing in particular.</summary>
    public static StoryWishes None { get; } = new();

    /// <summary>The wished length in letters to speak (a Chinese character counts three); null for none.</summary>
    [JsonIgnore]
    public int? Length => Minutes * 60 * Script.SpokenPerSecond;
}
