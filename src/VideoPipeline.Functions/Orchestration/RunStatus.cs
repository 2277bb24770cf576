using System.Text.Json.Serialization;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Orchestration;

/// <summary>The custom status of a run: small, for whoever watches the orchestration.</summary>
/// <param name="Stage">The stage that is under way.</param>
/// <param name="Percent">How much of the stage is done, 0 to 100.</param>
/// <param name="QueuePosition">The place in the exporter's queue, from 1; null when the run does not wait.</param>
public sealed record RunStatus(
    [property: JsonPropertyName("stage")] PipelineStage Stage,
    [property: JsonPropertyName("percent")] int Percent = 0,
    [property: JsonPropertyName("queue_position")] int? QueuePosition = null);
