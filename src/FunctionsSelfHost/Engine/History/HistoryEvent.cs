using FunctionsSelfHost.Engine.Messages;
using Microsoft.DurableTask;

namespace FunctionsSelfHost.Engine.History;

/// <summary>One event of an instance's history: the truth from which everything else is rebuilt.</summary>
/// <param name="EventId">The action's number in its execution, from 0; -1 for events that are not actions.</param>
/// <param name="Timestamp">When it happened, UTC.</param>
internal abstract record HistoryEvent(int EventId, DateTime Timestamp);

/// <summary>A turn begins; its timestamp is the orchestrator's <c>CurrentUtcDateTime</c> until the next one.</summary>
internal sealed record OrchestratorStarted(DateTime Timestamp) : HistoryEvent(-1, Timestamp);

/// <summary>A turn ends.</summary>
internal sealed record OrchestratorCompleted(DateTime Timestamp) : HistoryEvent(-1, Timestamp);

/// <summary>The execution begins.</summary>
/// <param name="Timestamp">When.</param>
/// <param name="InstanceId">The instance.</param>
/// <param name="ExecutionId">This execution; a new one after continue-as-new or a restart.</param>
/// <param name="Name">The orchestrator's name.</param>
/// <param name="Version">The requested version, or "".</param>
/// <param name="Input">The serialized input.</param>
/// <param name="Parent">Who called, when this is a sub-orchestration.</param>
/// <param name="Tags">The start's tags.</param>
/// <param name="ScheduledStartTime">The code does not run before this time.</param>
/// <param name="Generation">How often this instance ID was started anew.</param>
/// <param name="Carried">Events that the execution before this one had received and not used, in order.</param>
internal sealed record ExecutionStarted(
    DateTime Timestamp,
    string InstanceId,
    string ExecutionId,
    string Name,
    string Version,
    string? Input,
    ParentLink? Parent,
    IReadOnlyDictionary<string, string>? Tags,
    DateTime? ScheduledStartTime,
    int Generation,
    IReadOnlyList<CarriedEvent>? Carried) : HistoryEvent(-1, Timestamp)
{
    /// <summary>The trace that the execution is part of, in the format of the W3C; null when there is none.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>An external event that outlived the execution that received it.</summary>
internal sealed record CarriedEvent(string Name, string? Input);

/// <summary>The execution ended.</summary>
internal sealed record ExecutionCompleted(int EventId, DateTime Timestamp, ExecutionOutcome Outcome, string? Result, TaskFailureDetails? Failure)
    : HistoryEvent(EventId, Timestamp);

/// <summary>How an execution ended.</summary>
internal enum ExecutionOutcome
{
    Completed,
    Failed,
}

/// <summary>The execution ended to be followed by another one, whose input is <paramref name="NewInput"/>.</summary>
internal sealed record ContinuedAsNew(int EventId, DateTime Timestamp, string? NewInput, string? NewVersion, bool PreserveUnprocessedEvents) : HistoryEvent(EventId, Timestamp);

/// <summary>An operator ended the execution.</summary>
internal sealed record ExecutionTerminated(DateTime Timestamp, string? Output) : HistoryEvent(-1, Timestamp);

/// <summary>An operator paused the execution.</summary>
internal sealed record ExecutionSuspended(DateTime Timestamp, string? Reason) : HistoryEvent(-1, Timestamp);

/// <summary>An operator let the execution go on.</summary>
internal sealed record ExecutionResumed(DateTime Timestamp, string? Reason) : HistoryEvent(-1, Timestamp);

/// <summary>An operator had the failed execution go on.</summary>
/// <param name="Timestamp">When.</param>
/// <param name="Reason">Why.</param>
/// <param name="Repeated">The tasks whose failures before this event do not count any more.</param>
/// <param name="ForgottenFrom">The first action before this event that does not count any more, nor do those after it; null when all count.</param>
internal sealed record ExecutionRewound(DateTime Timestamp, string? Reason, IReadOnlyList<int> Repeated, int? ForgottenFrom) : HistoryEvent(-1, Timestamp);

/// <summary>The code called an activity.</summary>
internal sealed record TaskScheduled(int EventId, DateTime Timestamp, string Name, string? Input) : HistoryEvent(EventId, Timestamp);

/// <summary>An activity returned.</summary>
internal sealed record TaskCompleted(DateTime Timestamp, int TaskScheduledId, string? Result) : HistoryEvent(-1, Timestamp);

/// <summary>An activity threw.</summary>
internal sealed record TaskFailed(DateTime Timestamp, int TaskScheduledId, TaskFailureDetails Failure) : HistoryEvent(-1, Timestamp);

/// <summary>The code called a sub-orchestration.</summary>
internal sealed record SubOrchestrationCreated(int EventId, DateTime Timestamp, string Name, string InstanceId, string? Input)
    : HistoryEvent(EventId, Timestamp);

/// <summary>A sub-orchestration returned.</summary>
internal sealed record SubOrchestrationCompleted(DateTime Timestamp, int TaskScheduledId, string? Result) : HistoryEvent(-1, Timestamp);

/// <summary>A sub-orchestration failed or was terminated.</summary>
internal sealed record SubOrchestrationFailed(DateTime Timestamp, int TaskScheduledId, TaskFailureDetails Failure) : HistoryEvent(-1, Timestamp);

/// <summary>The code created a timer.</summary>
internal sealed record TimerCreated(int EventId, DateTime Timestamp, DateTime FireAt) : HistoryEvent(EventId, Timestamp);

/// <summary>A timer is due.</summary>
internal sealed record TimerFired(DateTime Timestamp, int TimerId, DateTime FireAt) : HistoryEvent(-1, Timestamp);

/// <summary>The code sent an event to another instance, or a request to an entity.</summary>
internal sealed record EventSent(int EventId, DateTime Timestamp, string InstanceId, string Name, string? Input) : HistoryEvent(EventId, Timestamp);

/// <summary>An event, or an entity's answer, arrived.</summary>
internal sealed record EventRaised(DateTime Timestamp, string Name, string? Input) : HistoryEvent(-1, Timestamp);
