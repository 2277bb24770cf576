using System.Text.Json.Serialization;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Orchestration;

/// <summary>
/// How an activity or a stage ended. Failures that a person must mend are outcomes, not exceptions: an exception's type does not reach
/// the orchestrator on every host.
/// </summary>
/// <param name="Failure">Why it failed; null when it succeeded.</param>
/// <param name="Parts">For a plan: how many parts there are to do.</param>
/// <param name="Needs">Not done yet: the work needs reserved requests first, and is then to be done again.</param>
/// <param name="SlotsOf">For a plan: the resource that each part needs a slot of; null when it has no limit.</param>
/// <param name="RequestsOf">For a plan: the resource that the parts need reserved requests of; null when it has no limit.</param>
public sealed record StageOutcome(
    [property: JsonPropertyName("failure")] StageFailure? Failure = null,
    [property: JsonPropertyName("parts")] int Parts = 0,
    [property: JsonPropertyName("needs")] RequestNeed? Needs = null,
    [property: JsonPropertyName("slots_of")] string? SlotsOf = null,
    [property: JsonPropertyName("requests_of")] string? RequestsOf = null)
{
    /// <summary>Success with nothing to tell.</summary>
    public static StageOutcome Done { get; } = new();

    /// <summary>The run was cancelled.</summary>
    public static StageOutcome Cancelled { get; } = new(StageFailure.Cancelled);
}

/// <summary>What an activity needs before it can go on.</summary>
/// <param name="Resource">The resource that requests are to be reserved of, for example <c>llm:openai</c>.</param>
/// <param name="IsBusy">True when the provider answered that there were too many: its limiter is to pause first.</param>
/// <param name="RetryAfter">How long the provider asked to wait, if it did.</param>
public sealed record RequestNeed(
    [property: JsonPropertyName("resource")] string Resource,
    [property: JsonPropertyName("is_busy")] bool IsBusy = false,
    [property: JsonPropertyName("retry_after")] TimeSpan? RetryAfter = null);
