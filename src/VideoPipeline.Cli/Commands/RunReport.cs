using System.Text.Json.Serialization;

namespace VideoPipeline.Cli.Commands;

/// <summary>What <c>vp run --json</c> and <c>vp download --json</c> print.</summary>
/// <param name="Status">completed or failed; null for a download.</param>
/// <param name="Files">The paths of the downloaded files.</param>
internal sealed record RunReport(
    [property: JsonPropertyName("task_id")] string TaskId,
    [property: JsonPropertyName("run_id")] string? RunId,
    [property: JsonPropertyName("status")] string? Status,
    [property: JsonPropertyName("deduplicated")] bool? Deduplicated,
    [property: JsonPropertyName("request_differs")] bool? RequestDiffers,
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("files")] IReadOnlyList<string> Files);
