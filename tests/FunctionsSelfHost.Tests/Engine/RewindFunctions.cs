using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>Functions that fail at first. Their activities count their runs under the instance's ID and a word.</summary>
internal static class RewindFunctions
{
    [Function(nameof(FailsOnTheWay))]
    public static async Task<string> FailsOnTheWay([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await StepAsync(context, "before", 1);
        await StepAsync(context, "on the way", 2);
        return await context.WaitForExternalEvent<string>("done");
    }

    [Function(nameof(FailsTwiceAtOnce))]
    public static async Task<int[]> FailsTwiceAtOnce([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await Task.WhenAll(StepAsync(context, "a", 2), StepAsync(context, "b", 1), StepAsync(context, "c", 2));

    [Function(nameof(FailsMoreOftenThanItsPolicyAllows))]
    public static Task<int> FailsMoreOftenThanItsPolicyAllows([OrchestrationTrigger] TaskOrchestrationContext context) =>
        StepAsync(context, "step", 4, TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMilliseconds(1))));

    [Function(nameof(CleansUp))]
    public static async Task<string> CleansUp([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var journal = new EntityInstanceId(nameof(EntityFunctions.Journal), context.InstanceId);
        try
        {
            await StepAsync(context, "before", 1);
            await StepAsync(context, "step", 2);
            return "done";
        }
        catch (TaskFailedException)
        {
            await StepAsync(context, "cleanup", 1);
            await context.Entities.CallEntityAsync(journal, "Write", "cleaned");
            throw;
        }
    }

    [Function(nameof(FailsInAChild))]
    public static Task<string> FailsInAChild([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallSubOrchestratorAsync<string>(
        nameof(FailsOnTheWay), null, new SubOrchestrationOptions(instanceId: $"{context.InstanceId}/child"));

    [Function(nameof(FailsUnderALock))]
    public static async Task FailsUnderALock([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await using (await context.Entities.LockEntitiesAsync(new EntityInstanceId(nameof(EntityFunctions.Journal), context.InstanceId)))
        {
            await StepAsync(context, "step", 2);
        }
    }

    [Function(nameof(FailsByItself))]
    public static async Task FailsByItself([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await StepAsync(context, "before", 1);
        throw new InvalidOperationException("always");
    }

    private static Task<int> StepAsync(TaskOrchestrationContext context, string word, int succeedingAttempt, TaskOptions? options = null) =>
        context.CallActivityAsync<int>(nameof(EngineFunctions.FailUntil), new FailUntilInput($"{context.InstanceId} {word}", succeedingAttempt), options);
}
