using System.Text.Json;
using System.Text.Json.Serialization;

namespace VideoPipeline.Cli.Api;

/// <summary>The answer to <c>GET /api/exporter</c>: what <c>vp</c> uses, and the rest as it came.</summary>
internal sealed record ExporterStatus(
    [property: JsonPropertyName("available"), JsonRequired] bool Available,
    [property: JsonPropertyName("holder")] ExporterPlace? Holder,
    [property: JsonPropertyName("waiting")] IReadOnlyList<ExporterPlace>? Waiting,
    [property: JsonPropertyName("busy_share")] double? BusyShare,
    [property: JsonPropertyName("estimated_free_seconds")] double? EstimatedFreeSeconds,
    [property: JsonPropertyName("exporter")] ExporterReach? Exporter)
{
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Rest { get; init; }
}

/// <summary>A run that has the exporter's slot, or waits for it.</summary>
internal sealed record ExporterPlace(
    [property: JsonPropertyName("task_id"), JsonRequired] string TaskId,
    [property: JsonPropertyName("run_id")] string? RunId,
    [property: JsonPropertyName("since")] DateTimeOffset? Since,
    [property: JsonPropertyName("percent")] double? Percent,
    [property: JsonPropertyName("detail")] string? Detail,
    [property: JsonPropertyName("position")] int? Position,
    [property: JsonPropertyName("estimated_wait_seconds")] double? EstimatedWaitSeconds)
{
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Rest { get; init; }
}

/// <summary>Whether the exporter answers the server.</summary>
internal sealed record ExporterReach(
    [property: JsonPropertyName("reachable")] bool Reachable,
    [property: JsonPropertyName("detail")] string? Detail);
