using System.Text.Json.Serialization;

namespace VideoPipeline.Story;

/// <summary>The plan of a story, made once and kept as <c>parts/framework.json</c>: every segment is written after it.</summary>
/// <param name="Title">The story's title, at most 100 characters.</param>
/// <param name="Language">The story's language: <c>en</c> or <c>zh</c>.</param>
/// <param name="Hook">The one or two sentences that open the narration; empty for none.</param>
/// <param name="Segments">The segments in order; at least one.</param>
public sealed record StoryFramework(
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("language")] string Language,
    [property: JsonPropertyName("hook")] string Hook,
    [property: JsonPropertyName("segments")] IReadOnlyList<StorySegmentPlan> Segments);

/// <summary>What one segment of a story is to tell.</summary>
/// <param name="Title">The chapter's title; it is shown, not spoken.</param>
/// <param name="Sentences">The indices of the transcript's sentences that the segment is made of, ascending.</param>
public sealed record StorySegmentPlan(
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("sentences")] IReadOnlyList<int> Sentences);
