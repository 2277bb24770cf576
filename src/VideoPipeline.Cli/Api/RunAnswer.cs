using System.Text.Json.Serialization;

namespace VideoPipeline.Cli.Api;

/// <summary>The answer to <c>POST /api/pipeline/run</c>.</summary>
/// <param name="Deduplicated">True when an equal pipeline was already active and this request joined it.</param>
/// <param name="RequestDiffers">True when that pipeline runs with other options than this request's.</param>
internal sealed record RunAnswer(
    [property: JsonPropertyName("task_id"), JsonRequired] string TaskId,
    [property: JsonPropertyName("run_id")] string? RunId,
    [property: JsonPropertyName("message")] string? Message,
    [property: JsonPropertyName("status_url")] string? StatusUrl,
    [property: JsonPropertyName("result_url")] string? ResultUrl,
    [property: JsonPropertyName("deduplicated")] bool Deduplicated,
    [property: JsonPropertyName("request_differs")] bool RequestDiffers);
