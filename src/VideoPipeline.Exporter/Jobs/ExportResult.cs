using System.Text.Json.Serialization;
using VideoPipeline.Artifacts;

namespace VideoPipeline.Exporter.Jobs;

/// <summary>What a job has made.</summary>
/// <param name="Video">The stored video; null for a local job.</param>
/// <param name="LocalVideo">The video file of a local job.</param>
/// <param name="VideoSeconds">The video's length; null when it was found in storage and does not say.</param>
/// <param name="NotRendered">What the draft has and the renderer has not.</param>
internal sealed record ExportResult(
    [property: JsonPropertyName("video")] ArtifactReference? Video,
    [property: JsonPropertyName("local_video")] string? LocalVideo,
    [property: JsonPropertyName("video_seconds")] double? VideoSeconds,
    [property: JsonPropertyName("not_rendered")] IReadOnlyList<string> NotRendered);
