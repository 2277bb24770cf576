using System.Text.Json.Serialization;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Story;

/// <summary>What the story stage is to work on.</summary>
/// <param name="Run">The run that the story belongs to.</param>
/// <param name="SourceHash">The transcript's hash in the <see cref="SourceStore"/>; null when nobody gave one: captions are then fetched, if that is enabled.</param>
/// <param name="VideoId">The source video's ID.</param>
/// <param name="Wishes">What is wanted of the story; null for nothing in particular.</param>
public sealed record StoryOrder(
    [property: JsonPropertyName("run")] RunKey Run,
    [property: JsonPropertyName("source_hash")] string? SourceHash,
    [property: JsonPropertyName("video_id")] string VideoId,
    [property: JsonPropertyName("wishes")] StoryWishes? Wishes = null);
