using System.Text.Json;
using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Messages;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Engine.Orchestrations;

/// <summary>What a sub-orchestration tells the one that waits for it.</summary>
internal static class ParentReport
{
    /// <summary>The report of an end; nothing when there is no parent or no end among the events.</summary>
    public static IEnumerable<OutgoingMessage> Of(ExecutionStarted started, IEnumerable<HistoryEvent> events) =>
        started.Parent is not { } parent ? [] : events.Select(e => e switch
        {
            ExecutionCompleted completed => Result(parent, completed.Result, completed.Failure),
            ExecutionTerminated => Result(parent, null, new TaskFailureDetails(
                "OrchestrationTerminated", $"The orchestration '{started.InstanceId}' was terminated.", null, null, null)),
            _ => null,
        }).OfType<OutgoingMessage>();

    /// <summary>The report of a start that was refused: a parent would wait for ever for an instance that another one has started.</summary>
    public static OutgoingMessage OfRefusal(ParentLink parent, string instanceId) => Result(parent, null, new TaskFailureDetails(
        typeof(InvalidOperationException).FullName!, $"An orchestration with the instance ID '{instanceId}' is running already.", null, null, null));

    /// <summary>The report of an end that has been reported before, for a parent that has been rewound since.</summary>
    public static OutgoingMessage Again(ParentLink parent, InstanceStatus ended) => ended.RuntimeStatus == OrchestrationRuntimeStatus.Completed
        ? Result(parent, ended.Output, null)
        : Result(parent, null, new TaskFailureDetails(
            $"Orchestration{ended.RuntimeStatus}", $"The orchestration '{ended.InstanceId}' is {ended.RuntimeStatus}: {ended.Output}", null, null, null));

    private static OutgoingMessage Result(ParentLink parent, string? result, TaskFailureDetails? failure) => new(
        parent.InstanceId,
        new SubOrchestrationResultMessage(parent.ExecutionId, parent.TaskId, result, failure is null ? null : JsonSerializer.Serialize(failure)));
}
