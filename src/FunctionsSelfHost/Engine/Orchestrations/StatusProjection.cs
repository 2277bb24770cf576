using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Engine.Orchestrations;

/// <summary>Derives an instance's status row from its history.</summary>
internal static class StatusProjection
{
    /// <summary>The status of an instance that has no history yet.</summary>
    public static InstanceStatus Empty(string instanceId) => new(
        instanceId, "", "", "", OrchestrationRuntimeStatus.Pending, default, default, null, null, null, null, null, 0, null, false);

    /// <summary>The status that a stored history gives; what no event tells (the custom status) is taken from the stored row.</summary>
    public static InstanceStatus Of(IReadOnlyList<HistoryEvent> history, InstanceStatus? stored) =>
        After(Empty(history.OfType<ExecutionStarted>().First().InstanceId), history) with { CustomStatus = stored?.CustomStatus };

    /// <summary>The status after more events.</summary>
    public static InstanceStatus After(InstanceStatus status, IReadOnlyList<HistoryEvent> events) =>
        events.Aggregate(status, After) with { LastUpdatedTime = events[^1].Timestamp };

    /// <summary>An ended instance as it is shown while it still owes messages to others.</summary>
    public static InstanceStatus NotYetFinished(InstanceStatus status) => status.IsFinished
        ? status with { RuntimeStatus = OrchestrationRuntimeStatus.Running, CompletedTime = null, Output = null }
        : status;

    private static InstanceStatus After(InstanceStatus status, HistoryEvent e) => e switch
    {
        ExecutionStarted s => Started(status, s),
        OrchestratorStarted turn when status.RuntimeStatus == OrchestrationRuntimeStatus.Pending && status.ScheduledStartTime <= turn.Timestamp =>
            status with { RuntimeStatus = OrchestrationRuntimeStatus.Running },
        ExecutionSuspended s => status with { RuntimeStatus = OrchestrationRuntimeStatus.Suspended, Output = s.Reason },
        ExecutionResumed r => status with { RuntimeStatus = OrchestrationRuntimeStatus.Running, Output = r.Reason },
        ExecutionRewound => status with { RuntimeStatus = OrchestrationRuntimeStatus.Running, CompletedTime = null, Output = null },
        ExecutionTerminated t => Ended(status, t, OrchestrationRuntimeStatus.Terminated, t.Output),
        ExecutionCompleted { Outcome: ExecutionOutcome.Completed } c => Ended(status, c, OrchestrationRuntimeStatus.Completed, c.Result),
        ExecutionCompleted c => Ended(status, c, OrchestrationRuntimeStatus.Failed, c.Failure?.ToString()),
        _ => status,
    };

    private static InstanceStatus Started(InstanceStatus status, ExecutionStarted e) => new(
        e.InstanceId,
        e.Name,
        e.Version,
        e.ExecutionId,
        e.ScheduledStartTime > e.Timestamp ? OrchestrationRuntimeStatus.Pending : OrchestrationRuntimeStatus.Running,
        e.Timestamp,
        e.Timestamp,
        null,
        e.ScheduledStartTime,
        e.Input,
        null,
        status.RuntimeStatus == OrchestrationRuntimeStatus.Running ? status.CustomStatus : null,
        e.Generation,
        e.Tags,
        false);

    private static InstanceStatus Ended(InstanceStatus status, HistoryEvent e, OrchestrationRuntimeStatus end, string? output) =>
        status with { RuntimeStatus = end, CompletedTime = e.Timestamp, Output = output };
}
