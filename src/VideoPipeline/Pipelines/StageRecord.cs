using System.Text.Json.Serialization;

namespace VideoPipeline.Pipelines;

/// <summary>How far a stage of a run is. Every change is idempotent, and none leads back.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="State">Its state.</param>
/// <param name="Percent">How much of it is done, 0 to 100.</param>
/// <param name="Detail">What it does, for a person.</param>
/// <param name="WaitingFor">What it waits for, if it waits.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="StepsTotal">How many steps it has; 0 when that is not known.</param>
/// <param name="StepsDone">The steps that are done.</param>
/// <param name="Fingerprint">Equal for equal inputs and settings: a later run may adopt what this stage made. Null when that is not known.</param>
/// <param name="ReusedFrom">The earlier run whose work the stage adopts, instead of doing it again.</param>
/// <param name="RequestsGivenUp">
/// For the export: how many requests to the exporter were given up, because they had been cancelled there while the run seemed to be gone.
/// </param>
public sealed record StageRecord(
    [property: JsonPropertyName("stage")] PipelineStage Stage,
    [property: JsonPropertyName("state")] RunState State,
    [property: JsonPropertyName("percent")] int Percent,
    [property: JsonPropertyName("detail")] string? Detail,
    [property: JsonPropertyName("waiting_for")] string? WaitingFor,
    [property: JsonPropertyName("started_at")] DateTimeOffset? StartedAt,
    [property: JsonPropertyName("ended_at")] DateTimeOffset? EndedAt,
    [property: JsonPropertyName("steps_total")] int StepsTotal,
    [property: JsonPropertyName("steps_done")] IReadOnlyList<int> StepsDone,
    [property: JsonPropertyName("fingerprint")] string? Fingerprint = null,
    [property: JsonPropertyName("reused_from")] RunId? ReusedFrom = null,
    [property: JsonPropertyName("requests_given_up")] int RequestsGivenUp = 0)
{
    private bool HasEnded => State is RunState.Completed or RunState.Failed or RunState.Cancelled;

    /// <summary>A stage that has not begun.</summary>
    public static StageRecord Pending(PipelineStage stage) => new(stage, RunState.Pending, 0, null, null, null, null, 0, []);

    /// <summary>The stage has begun.</summary>
    public StageRecord Start(DateTimeOffset now, string detail) => State == RunState.Pending
        ? this with { State = RunState.Running, StartedAt = now, Detail = detail }
        : this;

    /// <summary>
    /// It is known what the stage is made from, and whether an earlier run's work is adopted. What was settled first stays: a stage that is
    /// tried again must not mix the work of two runs.
    /// </summary>
    public StageRecord Settle(string fingerprint, RunId? reusedFrom) =>
        HasEnded || Fingerprint is not null ? this : this with { Fingerprint = fingerprint, ReusedFrom = reusedFrom };

    /// <summary>The stage's steps are known.</summary>
    public StageRecord Plan(int steps) => HasEnded ? this : this with { StepsTotal = steps };

    /// <summary>A step is done.</summary>
    public StageRecord EndStep(int step, string detail)
    {
        if (HasEnded || StepsDone.Contains(step))
        {
            return this;
        }

        int done = StepsDone.Count + 1;
        return this with { StepsDone = [.. StepsDone, step], Detail = detail, Percent = Math.Max(Percent, 90 * done / Math.Max(done, StepsTotal)) };
    }

    /// <summary>The stage tells how far it is, and what it waits for.</summary>
    public StageRecord Report(int percent, string detail, string? waitingFor) =>
        HasEnded ? this : this with { Percent = Math.Max(Percent, Math.Min(percent, 100)), Detail = detail, WaitingFor = waitingFor };

    /// <summary>So many of the stage's requests to the exporter are given up: the next one has another ID.</summary>
    public StageRecord GiveUp(int requests) => HasEnded || requests <= RequestsGivenUp ? this : this with { RequestsGivenUp = requests };

    /// <summary>The stage is done.</summary>
    public StageRecord Complete(DateTimeOffset now, string detail) =>
        HasEnded ? this : this with { State = RunState.Completed, Percent = 100, EndedAt = now, StartedAt = StartedAt ?? now, Detail = detail, WaitingFor = null };

    /// <summary>The stage has failed, or was cancelled.</summary>
    public StageRecord End(DateTimeOffset now, StageFailure failure) =>
        HasEnded
        ? this
        : this with { State = failure.EndState, EndedAt = now, StartedAt = StartedAt ?? now, Detail = failure.Message, WaitingFor = null };
}
