using System.Text.Json.Serialization;

namespace VideoPipeline.Cli.Api;

/// <summary>What <c>vp</c> uses of <c>GET /api/pipeline/result/{task_id}</c>.</summary>
/// <param name="Artifacts">File name to download address, relative or absolute.</param>
internal sealed record PipelineResult(
    [property: JsonPropertyName("task_id"), JsonRequired] string TaskId,
    [property: JsonPropertyName("run_id")] string? RunId,
    [property: JsonPropertyName("status")] string? Status,
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("artifacts")] IReadOnlyDictionary<string, string>? Artifacts);
