using System.Text.Json.Serialization;

namespace VideoPipeline.Pipelines;

/// <summary>Everything that is known of a run, for lists, status and duplicates. Every change is idempotent, and none leads back.</summary>
/// <param name="Input">What the run was started with.</param>
/// <param name="State">Its state.</param>
/// <param name="Stages">Its stages, in order.</param>
/// <param name="StartedAt">When it was claimed.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Failure">Why it failed.</param>
/// <param name="DuplicateOf">The earlier run that serves this request, when this run was a duplicate of it.</param>
/// <param name="CancelRequestedAt">When somebody asked for its cancellation.</param>
/// <param name="Restarts">How often its orchestration was started again after it had died.</param>
/// <param name="RestartedAt">When it was last.</param>
public sealed record RunRecord(
    [property: JsonPropertyName("input")] PipelineInput Input,
    [property: JsonPropertyName("state")] RunState State,
    [property: JsonPropertyName("stages")] IReadOnlyList<StageRecord> Stages,
    [property: JsonPropertyName("started_at")] DateTimeOffset? StartedAt,
    [property: JsonPropertyName("ended_at")] DateTimeOffset? EndedAt,
    [property: JsonPropertyName("failure")] StageFailure? Failure,
    [property: JsonPropertyName("duplicate_of")] RunId? DuplicateOf,
    [property: JsonPropertyName("cancel_requested_at")] DateTimeOffset? CancelRequestedAt = null,
    [property: JsonPropertyName("restarts")] int Restarts = 0,
    [property: JsonPropertyName("restarted_at")] DateTimeOffset? RestartedAt = null)
{
    /// <summary>True when the run has ended.</summary>
    [JsonIgnore]
    public bool HasEnded => State is RunState.Completed or RunState.Failed or RunState.Cancelled;

    /// <summary>True while the run waits to be started, or to be claimed.</summary>
    [JsonIgnore]
    public bool IsWaiting => State == RunState.Pending && DuplicateOf is null;

    /// <summary>The stage that is under way, has failed, or comes next; null when all are done.</summary>
    [JsonIgnore]
    public StageRecord? Current => Stages.FirstOrDefault(s => s.State != RunState.Completed);

    /// <summary>The record of a stage.</summary>
    /// <exception cref="InvalidOperationException">The run has no such stage.</exception>
    public StageRecord Of(PipelineStage stage) => Stages.Single(s => s.Stage == stage);

    /// <summary>The record of a run that has not begun.</summary>
    public static RunRecord Requested(PipelineInput input) =>
        new(input, RunState.Pending, [.. input.Request.Stages.Select(StageRecord.Pending)], null, null, null, null);

    /// <summary>The record of a request that another run serves.</summary>
    public static RunRecord Duplicate(PipelineInput input, RunId serving) => Requested(input) with { DuplicateOf = serving };

    /// <summary>The run has begun.</summary>
    public RunRecord Start(DateTimeOffset now) => State == RunState.Pending ? this with { State = RunState.Running, StartedAt = now } : this;

    /// <summary>Changes a stage. A change without effect answers this very record.</summary>
    public RunRecord With(PipelineStage stage, Func<StageRecord, StageRecord> change)
    {
        if (HasEnded)
        {
            return this;
        }

        StageRecord[] changed = [.. Stages.Select(s => s.Stage == stage ? change(s) : s)];
        return changed.SequenceEqual(Stages) ? this : this with { Stages = changed };
    }

    /// <summary>
    /// The run has ended. A failure belongs to the stage that was under way; that of a run which was to stop is its cancellation, whatever
    /// came of it on the way.
    /// </summary>
    public RunRecord Finish(DateTimeOffset now, StageFailure? failure)
    {
        if (HasEnded)
        {
            return this;
        }

        StageFailure? reason = failure is not null && CancelRequestedAt is not null ? StageFailure.Cancelled : failure;
        RunRecord ended = reason is not null && Current is { } current ? With(current.Stage, s => s.End(now, reason)) : this;
        return ended with { State = reason?.EndState ?? RunState.Completed, EndedAt = now, Failure = reason };
    }

    /// <summary>Somebody wants the run to stop. One that has not begun ends at once; one that has ended stays as it is.</summary>
    public RunRecord RequestCancel(DateTimeOffset now) =>
        HasEnded || CancelRequestedAt is not null ? this
        : State == RunState.Pending ? (this with { CancelRequestedAt = now }).Finish(now, StageFailure.Cancelled)
        : this with { CancelRequestedAt = now };

    /// <summary>The run's orchestration is started again.</summary>
    public RunRecord Restart(DateTimeOffset now) => HasEnded ? this : this with { Restarts = Restarts + 1, RestartedAt = now };
}
