using System.Text.Json.Serialization;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Reports;

/// <summary>What a run did and what it took, as <c>report.json</c>.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Run">The run.</param>
/// <param name="State">How it ended.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Seconds">How long it took from its beginning to its end.</param>
/// <param name="Stages">Its stages in order.</param>
/// <param name="Steps">The steps of story and voice, in the order in which they began.</param>
/// <param name="Providers">What each provider and model was asked for in all, attempts that failed included.</param>
/// <param name="InputTokens">The tokens of all questions.</param>
/// <param name="OutputTokens">The tokens of all answers.</param>
/// <param name="Cost">What it cost by the prices in the settings; null when there are none.</param>
/// <param name="Warnings">What is to be remarked, with the step that it belongs to.</param>
public sealed record RunReport(
    [property: JsonPropertyName("task_id")] PipelineInstanceId Pipeline,
    [property: JsonPropertyName("run_id")] RunId Run,
    [property: JsonPropertyName("state")] RunState State,
    [property: JsonPropertyName("error")] StageFailure? Failure,
    [property: JsonPropertyName("requested_at")] DateTimeOffset RequestedAt,
    [property: JsonPropertyName("started_at")] DateTimeOffset? StartedAt,
    [property: JsonPropertyName("ended_at")] DateTimeOffset? EndedAt,
    [property: JsonPropertyName("seconds")] double? Seconds,
    [property: JsonPropertyName("stages")] IReadOnlyList<StageReport> Stages,
    [property: JsonPropertyName("steps")] IReadOnlyList<StepReport> Steps,
    [property: JsonPropertyName("providers")] IReadOnlyList<ProviderReport> Providers,
    [property: JsonPropertyName("input_tokens")] long InputTokens,
    [property: JsonPropertyName("output_tokens")] long OutputTokens,
    [property: JsonPropertyName("cost")] decimal? Cost,
    [property: JsonPropertyName("warnings")] IReadOnlyList<string> Warnings)
{
    /// <summary>The report of a run that has ended.</summary>
    /// <param name="record">The run.</param>
    /// <param name="journal">What its steps took.</param>
    public static RunReport Of(RunRecord record, IReadOnlyList<JournalEntry> journal)
    {
        ProviderCall[] calls = [.. journal.SelectMany(e => e.Calls)];
        return new RunReport(
            record.Input.Request.Pipeline,
            record.Input.RunId,
            record.State,
            record.Failure,
            record.Input.RequestedAt,
            record.StartedAt,
            record.EndedAt,
            (record.EndedAt - record.StartedAt)?.TotalSeconds,
            [.. record.Stages.Select(StageReport.Of)],
            [.. journal.GroupBy(e => (e.Stage, e.Step)).OrderBy(g => g.Min(e => e.At)).Select(g => StepReport.Of([.. g]))],
            [.. calls.GroupBy(c => (c.Provider, c.Model)).Select(g => ProviderReport.Of([.. g]))],
            calls.Sum(c => c.InputTokens ?? 0),
            calls.Sum(c => c.OutputTokens ?? 0),
            CostOf(calls),
            [.. journal.SelectMany(e => e.Warnings.Select(w => $"{e.Stage} ({e.Step}): {w}")).Distinct()]);
    }

    /// <summary>The cost of calls; null when none of them has a price.</summary>
    internal static decimal? CostOf(IReadOnlyList<ProviderCall> calls) => calls.Any(c => c.Cost is not null) ? calls.Sum(c => c.Cost ?? 0) : null;
}

/// <summary>A stage of a run.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="State">How it ended.</param>
/// <param name="StartedAt">When it began; null when it did not.</param>
/// <param name="Seconds">How long it took; null when it did not begin or end.</param>
/// <param name="ReusedFrom">The earlier run whose work it adopted.</param>
/// <param name="Detail">What it made, or why it failed.</param>
public sealed record StageReport(
    [property: JsonPropertyName("stage")] PipelineStage Stage,
    [property: JsonPropertyName("state")] RunState State,
    [property: JsonPropertyName("started_at")] DateTimeOffset? StartedAt,
    [property: JsonPropertyName("seconds")] double? Seconds,
    [property: JsonPropertyName("reused_from")] RunId? ReusedFrom,
    [property: JsonPropertyName("detail")] string? Detail)
{
    /// <summary>The report of a stage.</summary>
    public static StageReport Of(StageRecord stage) =>
        new(stage.Stage, stage.State, stage.StartedAt, (stage.EndedAt - stage.StartedAt)?.TotalSeconds, stage.ReusedFrom, stage.Detail);
}

/// <summary>A step of a stage, all attempts together.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Step">The step's name within it.</param>
/// <param name="StartedAt">When its first attempt began.</param>
/// <param name="Attempts">How often it was begun and came to an end, whichever.</param>
/// <param name="Seconds">How long the attempts took together.</param>
/// <param name="Error">How its last attempt failed; null when that succeeded.</param>
/// <param name="InputTokens">The tokens of its questions.</param>
/// <param name="OutputTokens">The tokens of its answers.</param>
/// <param name="Cost">What it cost; null without prices.</param>
public sealed record StepReport(
    [property: JsonPropertyName("stage")] PipelineStage Stage,
    [property: JsonPropertyName("step")] string Step,
    [property: JsonPropertyName("started_at")] DateTimeOffset StartedAt,
    [property: JsonPropertyName("attempts")] int Attempts,
    [property: JsonPropertyName("seconds")] double Seconds,
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("input_tokens")] long InputTokens,
    [property: JsonPropertyName("output_tokens")] long OutputTokens,
    [property: JsonPropertyName("cost")] decimal? Cost)
{
    /// <summary>The report of a step.</summary>
    /// <param name="attempts">Its attempts, in their order; at least one.</param>
    public static StepReport Of(IReadOnlyList<JournalEntry> attempts)
    {
        ProviderCall[] calls = [.. attempts.SelectMany(a => a.Calls)];
        return new StepReport(
            attempts[0].Stage,
            attempts[0].Step,
            attempts.Min(a => a.At),
            attempts.Count,
            Math.Round(attempts.Sum(a => a.Seconds), 3),
            attempts[^1].Error,
            calls.Sum(c => c.InputTokens ?? 0),
            calls.Sum(c => c.OutputTokens ?? 0),
            RunReport.CostOf(calls));
    }
}

/// <summary>What one provider and model was asked for.</summary>
/// <param name="Provider">The provider's name in the settings.</param>
/// <param name="Model">The model or the voice.</param>
/// <param name="Calls">How many answers it gave.</param>
/// <param name="InputTokens">The tokens of the questions.</param>
/// <param name="OutputTokens">The tokens of the answers.</param>
/// <param name="Characters">The characters that were spoken.</param>
/// <param name="Cost">What it cost; null without prices.</param>
public sealed record ProviderReport(
    [property: JsonPropertyName("provider")] string Provider,
    [property: JsonPropertyName("model")] string? Model,
    [property: JsonPropertyName("calls")] int Calls,
    [property: JsonPropertyName("input_tokens")] long InputTokens,
    [property: JsonPropertyName("output_tokens")] long OutputTokens,
    [property: JsonPropertyName("characters")] long Characters,
    [property: JsonPropertyName("cost")] decimal? Cost)
{
    /// <summary>The report of a provider's calls, of which there is at least one.</summary>
    public static ProviderReport Of(IReadOnlyList<ProviderCall> calls) => new(
        calls[0].Provider,
        calls[0].Model,
        calls.Count,
        calls.Sum(c => c.InputTokens ?? 0),
        calls.Sum(c => c.OutputTokens ?? 0),
        calls.Sum(c => c.Characters ?? 0),
        RunReport.CostOf(calls));
}
