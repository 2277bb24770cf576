using System.Text.Json.Serialization;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Orchestration;

/// <summary>
/// How an activity or a stage ended. Failures that a person must mend are outcomes, not exceptions: an exception's type does not reach
/// the orchestrator on every host.
/// </summary>
/// <param name="Failure">Why it failed; null when it succeeded.</param>
/// <param name="Parts">For a plan: how many parts there are to do.</param>
public sealed record StageOutcome(
    [property: JsonPropertyName("failure")] StageFailure? Failure = null,
    [property: JsonPropertyName("parts")] int Parts = 0)
{
    /// <summary>Success with nothing to tell.</summary>
    public static StageOutcome Done { get; } = new();
}
