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
/// <param name="Position">Its place among those that wait: 1 is the next. 0 when it does not wait.</param>
/// <param name="StartedAt">When its rendering began; after a restart, when it began again.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="IsSettled">
/// False while the exporter still makes the preview and the poster of a video that is stored. The slot need not be kept for that.
/// </param>
public sealed record ExportJob(
    [property: JsonPropertyName("request_id")] string RequestId,
    [property: JsonPropertyName("state")] ExportState State,
    [property: JsonPropertyName("percent")] int Percent,
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("video")] ArtifactReference? Video,
    [property: JsonPropertyName("video_seconds")] double? VideoSeconds,
    [property: JsonPropertyName("not_rendered")] IReadOnlyList<string> NotRendered,
    [property: JsonPropertyName("position")] int Position = 0,
    [property: JsonPropertyName("started_at")] DateTimeOffset? StartedAt = null,
    [property: JsonPropertyName("ended_at")] DateTimeOffset? EndedAt = null,
    [property: JsonPropertyName("is_settled")] bool IsSettled = true)
{
    /// <summary>True when the job will not change any more.</summary>
    [JsonIgnore]
    public bool HasEnded => State is ExportState.Succeeded or ExportState.Failed or ExportState.Cancelled;
}
