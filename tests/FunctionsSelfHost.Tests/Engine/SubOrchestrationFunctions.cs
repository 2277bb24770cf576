using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>Functions that call others of their kind.</summary>
internal static class SubOrchestrationFunctions
{
    // A chain of instances, the ID of each that of the one before with "/c" added; the last one waits.
    [Function(nameof(Nest))]
    public static async Task<string> Nest([OrchestrationTrigger] TaskOrchestrationContext context, int depth)
    {
        if (depth == 0)
        {
            return await context.WaitForExternalEvent<string>("done");
        }

        try
        {
            return await context.CallSubOrchestratorAsync<string>(
                nameof(Nest), depth - 1, new SubOrchestrationOptions(instanceId: $"{context.InstanceId}/c"));
        }
        catch (TaskFailedException e)
        {
            return $"{e.TaskName} failed: {e.FailureDetails.ErrorMessage}";
        }
    }

    [Function(nameof(CallsUnnamed))]
    public static async Task<string> CallsUnnamed([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallSubOrchestratorAsync<string>(nameof(Introduces));

    [Function(nameof(Introduces))]
    public static Task<string> Introduces([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Task.FromResult($"{context.InstanceId} of {context.Parent?.Name} {context.Parent?.InstanceId}");

    [Function(nameof(CallsAs))]
    public static async Task<string> CallsAs([OrchestrationTrigger] TaskOrchestrationContext context, string childId)
    {
        try
        {
            return await context.CallSubOrchestratorAsync<string>(nameof(Nest), 0, new SubOrchestrationOptions(instanceId: childId));
        }
        catch (TaskFailedException e)
        {
            return e.FailureDetails.ErrorMessage;
        }
    }

    [Function(nameof(RetriesChild))]
    public static async Task<string> RetriesChild([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var retry = new TaskRetryOptions(new RetryPolicy(3, TimeSpan.FromMilliseconds(1)));
        return await context.CallSubOrchestratorAsync<string>(nameof(FailsTwice), null, new SubOrchestrationOptions(retry, $"{context.InstanceId}/c"));
    }

    [Function(nameof(FailsTwice))]
    public static async Task<string> FailsTwice([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        int attempt = await context.CallActivityAsync<int>(nameof(EngineFunctions.Counted), context.InstanceId);
        return attempt < 3 ? throw new InvalidOperationException($"attempt {attempt}") : $"attempt {attempt} of {context.InstanceId}";
    }

    [Function(nameof(CallsOneThatContinues))]
    public static async Task<string> CallsOneThatContinues([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallSubOrchestratorAsync<string>(nameof(ContinueAsNewFunctions.Loops), 5);

    [Function(nameof(CallsThenWaits))]
    public static async Task CallsThenWaits([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await context.CallSubOrchestratorAsync(nameof(EngineFunctions.Sequence), 1, new SubOrchestrationOptions(instanceId: $"{context.InstanceId}/c"));
        context.SetCustomStatus("called");
        await context.WaitForExternalEvent<string>("done");
    }
}
