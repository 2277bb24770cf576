using System.Text.Json.Serialization;
using VideoPipeline.Artifacts;

namespace VideoPipeline.Story;

/// <summary>What the story stage produced. Lies beside the story as <c>manifest.json</c>.</summary>
/// <param name="Title">The story's title.</param>
/// <param name="Language">The story's language: <c>en</c> or <c>zh</c>.</param>
/// <param name="Chapters">The story's chapters in order; together they cover all of <c>story.txt</c>.</param>
/// <param name="Story"><c>story.txt</c>.</param>
/// <param name="ChineseSummary"><c>summary_cn.txt</c>.</param>
/// <param name="YouTubeMetadata"><c>youtube_metadata.json</c>.</param>
public sealed record StoryManifest(
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("language")] string Language,
    [property: JsonPropertyName("chapters")] IReadOnlyList<StoryChapter> Chapters,
    [property: JsonPropertyName("story")] ArtifactReference Story,
    [property: JsonPropertyName("chinese_summary")] ArtifactReference ChineseSummary,
    [property: JsonPropertyName("youtube_metadata")] ArtifactReference YouTubeMetadata);

/// <summary>A part of the story with a title of its own.</summary>
/// <param name="Title">The chapter's title; it is shown, not spoken.</param>
/// <param name="Start">Where the chapter begins in <c>story.txt</c>, in UTF-16 units.</param>
/// <param name="Length">How long it is, in UTF-16 units.</param>
public sealed record StoryChapter(
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("start")] int Start,
    [property: JsonPropertyName("length")] int Length);
