using System.Text.Json.Serialization;
using VideoPipeline.Artifacts;

namespace VideoPipeline.Export;

/// <summary>What the exporter tells of an export.</summary>
/// <param name="RequestId">The export.</param>
/// <param name="State">Its state.</param>
/// <param name="Percent">How much of it is done, 0 to 100.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Video">The video, when it is stored.</param>
/// <param name="VideoSeconds">The video's length.</param>
/// <param name="NotRendered">What the draft has and the renderer has not.</param>
public sealed record ExportJob(
    [property: JsonPropertyName("request_id")] string RequestId,
    [property: JsonPropertyName("state")] ExportState State,
    [property: JsonPropertyName("percent")] int Percent,
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("video")] ArtifactReference? Video,
    [property: JsonPropertyName("video_seconds")] double? VideoSeconds,
    [property: JsonPropertyName("not_rendered")] IReadOnlyList<string> NotRendered)
{
    /// <summary>True when the job will not change any more.</summary>
    [JsonIgnore]
    public bool HasEnded => State is ExportState.Succeeded or ExportState.Failed or ExportState.Cancelled;
}
