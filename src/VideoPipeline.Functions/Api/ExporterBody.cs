using System.Text.Json.Serialization;

namespace VideoPipeline.Functions.Api;

/// <summary>The exporter, who uses it, and who waits for it.</summary>
/// <param name="Available">Whether it would take an export at once: it answers, and nobody holds its slot.</param>
/// <param name="Holder">Who holds its slot; null when nobody does.</param>
/// <param name="Waiting">Who waits, the next first.</param>
/// <param name="BusyShare">How much of the last hour it has spent with exports, 0 to 1; null when it does not answer.</param>
/// <param name="AverageSeconds">How long the last slots were held; null when none was yet.</param>
/// <param name="EstimatedFreeSeconds">After how long somebody who came now would have it; null when nothing is known.</param>
/// <param name="Exporter">Whether it answers.</param>
internal sealed record ExporterBody(
    [property: JsonPropertyName("available")] bool Available,
    [property: JsonPropertyName("holder")] HolderBody? Holder,
    [property: JsonPropertyName("waiting")] IReadOnlyList<WaitingBody> Waiting,
    [property: JsonPropertyName("busy_share")] double? BusyShare,
    [property: JsonPropertyName("average_seconds")] double? AverageSeconds,
    [property: JsonPropertyName("estimated_free_seconds")] double? EstimatedFreeSeconds,
    [property: JsonPropertyName("exporter")] ReachableBody Exporter);

/// <summary>Who holds the exporter's slot.</summary>
internal sealed record HolderBody(
    [property: JsonPropertyName("task_id")] string TaskId,
    [property: JsonPropertyName("run_id")] string RunId,
    [property: JsonPropertyName("creator_id")] string CreatorId,
    [property: JsonPropertyName("video_id")] string? VideoId,
    [property: JsonPropertyName("since")] DateTimeOffset Since,
    [property: JsonPropertyName("percent")] int Percent,
    [property: JsonPropertyName("detail")] string? Detail);

/// <summary>Who waits for the exporter.</summary>
internal sealed record WaitingBody(
    [property: JsonPropertyName("task_id")] string TaskId,
    [property: JsonPropertyName("run_id")] string RunId,
    [property: JsonPropertyName("creator_id")] string CreatorId,
    [property: JsonPropertyName("video_id")] string? VideoId,
    [property: JsonPropertyName("position")] int Position,
    [property: JsonPropertyName("since")] DateTimeOffset? Since,
    [property: JsonPropertyName("estimated_wait_seconds")] double? EstimatedWaitSeconds);

/// <summary>Whether the exporter answers; if not, what to do.</summary>
internal sealed record ReachableBody(
    [property: JsonPropertyName("reachable")] bool Reachable,
    [property: JsonPropertyName("detail")] string? Detail);
