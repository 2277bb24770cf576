using System.Text.Json.Serialization;

namespace VideoPipeline.Cli.Api;

/// <summary>The answer to <c>GET /api/pipeline/tasks</c>.</summary>
internal sealed record TaskPage(
    [property: JsonPropertyName("tasks"), JsonRequired] IReadOnlyList<PipelineStatus> Tasks,
    [property: JsonPropertyName("total"), JsonRequired] int Total,
    [property: JsonPropertyName("page")] int Page,
    [property: JsonPropertyName("page_size")] int PageSize);
