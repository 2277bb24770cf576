using System.Text.Json.Serialization;
using VideoPipeline.Artifacts;
using VideoPipeline.Export;

namespace VideoPipeline.Exporter.Jobs;

/// <summary>A job as it is kept on disk.</summary>
/// <param name="RequestId">The job's name.</param>
/// <param name="Sequence">Its place among all jobs: first come, first served.</param>
/// <param name="Order">What to export to blob storage; null for a local job.</param>
/// <param name="LocalDraft">The draft folder of a local job.</param>
/// <param name="State">Its state.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Video">The stored video.</param>
/// <param name="LocalVideo">The video file of a local job.</param>
/// <param name="VideoSeconds">The video's length.</param>
/// <param name="NotRendered">What the draft has and the renderer has not.</param>
internal sealed record JobRecord(
    [property: JsonPropertyName("request_id")] string RequestId,
    [property: JsonPropertyName("sequence")] long Sequence,
    [property: JsonPropertyName("order")] ExportOrder? Order,
    [property: JsonPropertyName("local_draft")] string? LocalDraft,
    [property: JsonPropertyName("state")] ExportState State,
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("video")] ArtifactReference? Video,
    [property: JsonPropertyName("local_video")] string? LocalVideo,
    [property: JsonPropertyName("video_seconds")] double? VideoSeconds,
    [property: JsonPropertyName("not_rendered")] IReadOnlyList<string> NotRendered)
{
    /// <summary>True when the job will not change any more.</summary>
    [JsonIgnore]
    public bool HasEnded => State is ExportState.Succeeded or ExportState.Failed or ExportState.Cancelled;

    /// <summary>What callers are told.</summary>
    public ExportJob ToJob(int percent) => new(RequestId, State, State == ExportState.Succeeded ? 100 : percent, Error, Video, VideoSeconds, NotRendered);
}
