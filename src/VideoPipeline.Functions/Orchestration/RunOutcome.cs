using System.Text.Json.Serialization;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Orchestration;

/// <summary>How a run ended.</summary>
/// <param name="RunId">The run; for a late duplicate the run that serves it.</param>
/// <param name="State">Completed or failed; anything else for a late duplicate of a run that goes on.</param>
/// <param name="Failure">Why it failed.</param>
public sealed record RunOutcome(
    [property: JsonPropertyName("run_id")] RunId RunId,
    [property: JsonPropertyName("state")] RunState State,
    [property: JsonPropertyName("failure")] StageFailure? Failure);
