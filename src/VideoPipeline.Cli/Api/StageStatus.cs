using System.Text.Json;
using System.Text.Json.Serialization;

namespace VideoPipeline.Cli.Api;

/// <summary>One stage of a <see cref="PipelineStatus"/>.</summary>
/// <param name="Name">story, voice, draft or export.</param>
/// <param name="State">pending, running, completed or failed.</param>
/// <param name="Percent">0 to 100.</param>
/// <param name="WaitingFor">What the stage waits for, such as its place before the exporter.</param>
internal sealed record StageStatus(
    [property: JsonPropertyName("name"), JsonRequired] string Name,
    [property: JsonPropertyName("state"), JsonRequired] string State,
    [property: JsonPropertyName("percent")] double? Percent,
    [property: JsonPropertyName("detail")] string? Detail,
    [property: JsonPropertyName("waiting_for")] string? WaitingFor,
    [property: JsonPropertyName("started_at")] DateTimeOffset? StartedAt,
    [property: JsonPropertyName("ended_at")] DateTimeOffset? EndedAt)
{
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Rest { get; init; }

    /// <summary>How long the stage has run, or ran; null before its start.</summary>
    public TimeSpan? Elapsed(DateTimeOffset now) => (EndedAt ?? now) - StartedAt;
}
