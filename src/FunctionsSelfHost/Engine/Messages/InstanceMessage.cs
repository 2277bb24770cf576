using System.Text.Json.Serialization;

namespace FunctionsSelfHost.Engine.Messages;

/// <summary>What one instance, a client or an activity tells an instance. Failures travel as JSON.</summary>
[JsonDerivedType(typeof(StartMessage), "start")]
[JsonDerivedType(typeof(EventMessage), "event")]
[JsonDerivedType(typeof(SubOrchestrationResultMessage), "subOrchestrationResult")]
[JsonDerivedType(typeof(EntityRequest), "entityRequest")]
[JsonDerivedType(typeof(EntityRelease), "entityRelease")]
[GenerateSerializer]
[Immutable]
internal abstract record InstanceMessage;

/// <summary>Start an orchestration.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record StartMessage(
    [property: Id(0)] string Name,
    [property: Id(1)] string? Input,
    [property: Id(2)] string ExecutionId,
    [property: Id(3)] ParentLink? Parent,
    [property: Id(4)] IReadOnlyDictionary<string, string>? Tags,
    [property: Id(5)] DateTime? ScheduledStartTime,
    [property: Id(6)] string Version) : InstanceMessage;

/// <summary>The task of a parent orchestration that waits for a sub-orchestration.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record ParentLink(
    [property: Id(0)] string Name,
    [property: Id(1)] string InstanceId,
    [property: Id(2)] string ExecutionId,
    [property: Id(3)] int TaskId);

/// <summary>An external event, or an entity's answer (its name is then the request's ID).</summary>
[GenerateSerializer]
[Immutable]
internal sealed record EventMessage([property: Id(0)] string Name, [property: Id(1)] string? Input) : InstanceMessage;

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

/// <summary>Everything that was owed is acknowledged: note it. Never leaves the grain.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record OutboxEmptiedMessage : InstanceMessage;

/// <summary>End the instance now. <paramref name="Output"/> is serialized.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record TerminateMessage([property: Id(0)] string? Output) : InstanceMessage;

/// <summary>Pause the instance.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record SuspendMessage([property: Id(0)] string? Reason) : InstanceMessage;

/// <summary>Let a paused instance go on.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record ResumeMessage([property: Id(0)] string? Reason) : InstanceMessage;

/// <summary>Run an operation on an entity, or, with a lock set, lock it.</summary>
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
    [property: Id(0)] string RequestId,
    [property: Id(1)] string Operation,
    [property: Id(2)] string? Input,
    [property: Id(3)] bool IsSignal,
    [property: Id(4)] string? CallerInstanceId,
    [property: Id(5)] string? CallerExecutionId,
    [property: Id(6)] DateTime? DueTime,
    [property: Id(7)] IReadOnlyList<string>? LockSet,
    [property: Id(8)] int LockPosition) : InstanceMessage;

/// <summary>Give up the lock that a lock request of that ID took.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record EntityRelease([property: Id(0)] string LockRequestId) : InstanceMessage;
