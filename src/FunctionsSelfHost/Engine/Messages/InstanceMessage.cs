using System.Text.Json.Serialization;
using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Engine.Messages;

/// <summary>What one instance, a client or an activity tells an instance. Failures travel as JSON.</summary>
[JsonDerivedType(typeof(StartMessage), "start")]
[JsonDerivedType(typeof(EventMessage), "event")]
[JsonDerivedType(typeof(SubOrchestrationResultMessage), "subOrchestrationResult")]
[JsonDerivedType(typeof(EntityRequest), "entityRequest")]
[JsonDerivedType(typeof(EntityRelease), "entityRelease")]
[JsonDerivedType(typeof(TerminateMessage), "terminate")]
[JsonDerivedType(typeof(RewindMessage), "rewind")]
[GenerateSerializer]
[Immutable]
internal abstract record InstanceMessage;

/// <summary>Start an orchestration.</summary>
/// <param name="Name">The orchestrator's name.</param>
/// <param name="Input">The serialized input.</param>
/// <param name="ExecutionId">Names the start: one that comes twice is taken once.</param>
/// <param name="Parent">The task that waits for the end.</param>
/// <param name="Tags">Words kept with the instance.</param>
/// <param name="ScheduledStartTime">The code does not run before this time (UTC).</param>
/// <param name="Version">The requested version, or "".</param>
/// <param name="RefusedIn">The states of an earlier instance of that ID in which the start is refused; null for those of one that has not ended.</param>
[GenerateSerializer]
[Immutable]
internal sealed record StartMessage(
    [property: Id(0)] string Name,
    [property: Id(1)] string? Input,
    [property: Id(2)] string ExecutionId,
    [property: Id(3)] ParentLink? Parent,
    [property: Id(4)] IReadOnlyDictionary<string, string>? Tags,
    [property: Id(5)] DateTime? ScheduledStartTime,
    [property: Id(6)] string Version,
    [property: Id(7)] IReadOnlyList<string>? RefusedIn = null) : InstanceMessage
{
    /// <summary>The trace that the orchestration is to be part of, in the format of the W3C.</summary>
    [Id(8)]
    public string? TraceParent { get; init; }

    /// <summary>True when an earlier instance of that ID in that state makes the start fail.</summary>
    public bool IsRefusedIn(OrchestrationRuntimeStatus status) => RefusedIn?.Contains(status.ToString())
        ?? status is not (OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated);
}

/// <summary>The task of a parent orchestration that waits for a sub-orchestration.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record ParentLink(
    [property: Id(0)] string Name,
    [property: Id(1)] string InstanceId,
    [property: Id(2)] string ExecutionId,
    [property: Id(3)] int TaskId);

/// <summary>An external event, or an entity's answer (its name is then the request's ID).</summary>
/// <param name="Name">The event's name.</param>
/// <param name="Input">The serialized payload.</param>
/// <param name="ExecutionId">The execution that it is for; null for whichever is current.</param>
[GenerateSerializer]
[Immutable]
internal sealed record EventMessage(
    [property: Id(0)] string Name,
    [property: Id(1)] string? Input,
    [property: Id(2)] string? ExecutionId = null) : InstanceMessage;

/// <summary>An activity ended. <paramref name="Failure"/> is null when it succeeded.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record ActivityResultMessage(
    [property: Id(0)] string ExecutionId,
    [property: Id(1)] int TaskId,
    [property: Id(2)] string? Result,
    [property: Id(3)] string? Failure) : InstanceMessage;

/// <summary>A sub-orchestration ended. <paramref name="Failure"/> is null when it succeeded.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record SubOrchestrationResultMessage(
    [property: Id(0)] string ExecutionId,
    [property: Id(1)] int TaskId,
    [property: Id(2)] string? Result,
    [property: Id(3)] string? Failure) : InstanceMessage;

/// <summary>A timer of this instance is due. Never leaves the grain.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record TimerDueMessage([property: Id(0)] string ExecutionId, [property: Id(1)] int TimerId, [property: Id(2)] DateTime FireAt) : InstanceMessage;

/// <summary>The time of a delayed signal has come. Never leaves the grain.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record SignalDueMessage([property: Id(0)] string RequestId) : InstanceMessage;

/// <summary>The time of a delayed start has come. Never leaves the grain.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record StartDueMessage([property: Id(0)] string ExecutionId) : InstanceMessage;

/// <summary>The instance has something to begin that no message from outside brings. Never leaves the grain.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record GoOnMessage : InstanceMessage;

/// <summary>Delete the instance, if it has ended. Never leaves the grain.</summary>
/// <param name="ParentId">Only if it is a sub-orchestration of that instance; null for any.</param>
/// <param name="OnlyIfEmpty">Only if it is an entity that does not exist any more.</param>
[GenerateSerializer]
[Immutable]
internal sealed record PurgeMessage([property: Id(0)] string? ParentId, [property: Id(1)] bool OnlyIfEmpty = false) : InstanceMessage;

/// <summary>End the instance now.</summary>
/// <param name="Output">What becomes its output, serialized.</param>
/// <param name="IsRecursive">True to end the sub-orchestrations that it waits for, too.</param>
/// <param name="ParentExecutionId">Only if that execution waits for it; null for an operator's command.</param>
[GenerateSerializer]
[Immutable]
internal sealed record TerminateMessage(
    [property: Id(0)] string? Output,
    [property: Id(1)] bool IsRecursive = false,
    [property: Id(2)] string? ParentExecutionId = null) : InstanceMessage;

/// <summary>Let the instance, which has failed, go on.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Start">How its parent, which is rewound, would start it, should it be gone; null for an operator's command.</param>
[GenerateSerializer]
[Immutable]
internal sealed record RewindMessage([property: Id(0)] string? Reason, [property: Id(1)] StartMessage? Start = null) : InstanceMessage;

/// <summary>Pause the instance.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record SuspendMessage([property: Id(0)] string? Reason) : InstanceMessage;

/// <summary>Let a paused instance go on.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record ResumeMessage([property: Id(0)] string? Reason) : InstanceMessage;

/// <summary>Run an operation on an entity, or, with a lock set, lock it. Its JSON has the official member names.</summary>
/// <param name="RequestId">Names the request; the answer is an event of that name.</param>
/// <param name="Operation">The operation's name; "" for a lock request.</param>
/// <param name="Input">The serialized input, or null when there is none.</param>
/// <param name="IsSignal">True when nobody waits for an answer.</param>
/// <param name="CallerInstanceId">The calling orchestration, when there is one.</param>
/// <param name="CallerExecutionId">Its execution.</param>
/// <param name="DueTime">When a delayed signal is to run.</param>
/// <param name="LockSet">For a lock request, the IDs of all entities to lock, in the global order.</param>
/// <param name="LockPosition">For a lock request, how many of the set are locked already.</param>
[GenerateSerializer]
[Immutable]
internal sealed record EntityRequest(
    [property: Id(0), JsonPropertyName("id")] string RequestId,
    [property: Id(1), JsonPropertyName("op")] string Operation,
    [property: Id(2), JsonPropertyName("input")] string? Input,
    [property: Id(3), JsonPropertyName("signal")] bool IsSignal,
    [property: Id(4), JsonPropertyName("parent")] string? CallerInstanceId,
    [property: Id(5), JsonPropertyName("parentExecution")] string? CallerExecutionId,
    [property: Id(6), JsonPropertyName("due")] DateTime? DueTime,
    [property: Id(7), JsonPropertyName("lockset")] IReadOnlyList<string>? LockSet,
    [property: Id(8), JsonPropertyName("pos")] int LockPosition) : InstanceMessage
{
    /// <summary>The caller's trace, in the format of the W3C.</summary>
    [Id(9)]
    [JsonPropertyName("traceParent")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }
}

/// <summary>Give up the lock that a lock request of that ID took.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record EntityRelease([property: Id(0), JsonPropertyName("id")] string LockRequestId) : InstanceMessage;
