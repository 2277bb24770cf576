using System.Text.Json.Serialization;

namespace VideoPipeline.Story;

/// <summary>The plan of a story, made once and kept as <c>parts/framework.json</c>: every segment is written after it.</summary>
/// <param name="Title">The story's title, at most 100 characters.</param>
/// <param name="Language">The story's language: <c>en</c> or <c>zh</c>.</param>
/// <param name="Hook">The one or two sentences that open the narration; empty for none, or while they are not written.</param>
/// <param name="Segments">The segments in order; at least one.</param>
/// <param name="Idea">What the whole story is about, for whoever writes a part of it; null when nobody needs it.</param>
/// <param name="Length">How long the story is to be, in letters to speak; null for as long as its source.</param>
public sealed record StoryFramework(
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("language")] string Language,
    [property: JsonPropertyName("hook")] string Hook,
    [property: JsonPropertyName("segments")] IReadOnlyList<StorySegmentPlan> Segments,
    [property: JsonPropertyName("idea")] string? Idea = null,
    [property: JsonPropertyName("length")] int? Length = null);

/// <summary>What one segment of a story is to tell.</summary>
/// <param name="Title">The chapter's title; it is shown, not spoken.</param>
/// <param name="Sentences">The indices of the transcript's sentences that the segment is made of, ascending.</param>
/// <param name="Tells">What happens in it, for whoever writes it or a neighbour.</param>
/// <param name="LeadsTo">The thread on which it ends and the next one takes up; null for the last.</param>
public sealed record StorySegmentPlan(
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("sentences")] IReadOnlyList<int> Sentences,
    [property: JsonPropertyName("tells")] string? Tells = null,
    [property: JsonPropertyName("leads_to")] string? LeadsTo = null);
