using System.Text.Json;
using System.Text.Json.Serialization;

namespace VideoPipeline.Cli.Api;

/// <summary>The answer to <c>GET /api/pipeline/status/{task_id}</c>: what <c>vp</c> uses, and the rest as it came.</summary>
/// <param name="Status">pending, running, completed or failed.</param>
internal sealed record PipelineStatus(
    [property: JsonPropertyName("task_id"), JsonRequired] string TaskId,
    [property: JsonPropertyName("run_id")] string? RunId,
    [property: JsonPropertyName("status"), JsonRequired] string Status,
    [property: JsonPropertyName("stages")] IReadOnlyList<StageStatus>? Stages,
    [property: JsonPropertyName("created_at")] DateTimeOffset? CreatedAt,
    [property: JsonPropertyName("started_at")] DateTimeOffset? StartedAt,
    [property: JsonPropertyName("completed_at")] DateTimeOffset? CompletedAt,
    [property: JsonPropertyName("error")] string? Error)
{
    [JsonIgnore]
    public bool Succeeded => Status == "completed";

    /// <summary>True for every status that is not pending or running, so that a state that a newer server adds ends a watch.</summary>
    [JsonIgnore]
    public bool Ended => Status is not ("pending" or "running");

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Rest { get; init; }
}
