using System.Text.Json;
using System.Text.Json.Serialization;

namespace VideoPipeline.Cli.Api;

/// <summary>The answer to <c>POST /api/pipeline/batch</c>.</summary>
internal sealed record BatchAnswer(
    [property: JsonPropertyName("results"), JsonRequired] IReadOnlyList<BatchResult> Results,
    [property: JsonPropertyName("accepted")] int Accepted,
    [property: JsonPropertyName("refused")] int Refused);

/// <summary>What became of one request of a batch.</summary>
/// <param name="Status">The HTTP status that it would have got alone.</param>
internal sealed record BatchResult(
    [property: JsonPropertyName("index"), JsonRequired] int Index,
    [property: JsonPropertyName("status"), JsonRequired] int Status,
    [property: JsonPropertyName("task_id")] string? TaskId,
    [property: JsonPropertyName("run_id")] string? RunId,
    [property: JsonPropertyName("deduplicated")] bool? Deduplicated,
    [property: JsonPropertyName("queue_position")] int? QueuePosition,
    [property: JsonPropertyName("detail")] string? Detail)
{
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Rest { get; init; }

    [JsonIgnore]
    public bool IsAccepted => Status is >= 200 and < 300;
}
