using System.Text.Json.Serialization;
using VideoPipeline.Artifacts;

namespace VideoPipeline.Voice;

/// <summary>What the voice stage produced. Lies beside the narration as <c>manifest.json</c>.</summary>
/// <param name="Duration">The narration's length.</param>
/// <param name="Language">The language spoken: <c>en</c> or <c>zh</c>.</param>
/// <param name="Chapters">When each chapter of the story begins in the narration; the first begins at zero.</param>
/// <param name="Audio"><c>audio.mp3</c>.</param>
/// <param name="Subtitles"><c>audio.srt</c>.</param>
public sealed record VoiceManifest(
    [property: JsonPropertyName("duration")] TimeSpan Duration,
    [property: JsonPropertyName("language")] string Language,
    [property: JsonPropertyName("chapters")] IReadOnlyList<VoiceChapter> Chapters,
    [property: JsonPropertyName("audio")] ArtifactReference Audio,
    [property: JsonPropertyName("subtitles")] ArtifactReference Subtitles);

/// <summary>A chapter's place in the narration.</summary>
/// <param name="Title">The chapter's title.</param>
/// <param name="Start">When it begins.</param>
public sealed record VoiceChapter(
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("start")] TimeSpan Start);
