using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Storage;

/// <summary>The status row of an instance. Times are UTC; texts are serialized values.</summary>
/// <param name="InstanceId">The instance.</param>
/// <param name="Name">The orchestrator's name; for an entity its ID.</param>
/// <param name="Version">The requested version, or "".</param>
/// <param name="ExecutionId">The current execution.</param>
/// <param name="RuntimeStatus">The status.</param>
/// <param name="CreatedTime">When the execution was started.</param>
/// <param name="LastUpdatedTime">When the last turn was committed.</param>
/// <param name="CompletedTime">When it ended, if it has.</param>
/// <param name="ScheduledStartTime">The time of a delayed start.</param>
/// <param name="Input">The input; for an entity its scheduler's state.</param>
/// <param name="Output">The output, the failure or the reason.</param>
/// <param name="CustomStatus">The custom status.</param>
/// <param name="Generation">How often the instance ID was started anew.</param>
/// <param name="Tags">The start's tags.</param>
/// <param name="HasPendingWork">For an entity: true when it owes messages or has delayed signals, so that a start-up must wake it.</param>
internal sealed record InstanceStatus(
    string InstanceId,
    string Name,
    string Version,
    string ExecutionId,
    OrchestrationRuntimeStatus RuntimeStatus,
    DateTime CreatedTime,
    DateTime LastUpdatedTime,
    DateTime? CompletedTime,
    DateTime? ScheduledStartTime,
    string? Input,
    string? Output,
    string? CustomStatus,
    int Generation,
    IReadOnlyDictionary<string, string>? Tags,
    bool HasPendingWork)
{
    /// <summary>True when the instance will not change any more.</summary>
    public bool IsFinished => RuntimeStatus
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;
}
