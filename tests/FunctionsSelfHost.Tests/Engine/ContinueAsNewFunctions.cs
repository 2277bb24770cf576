using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>Functions that continue as new.</summary>
internal static class ContinueAsNewFunctions
{
    [Function(nameof(Loops))]
    public static Task<string> Loops([OrchestrationTrigger] TaskOrchestrationContext context, int left)
    {
        if (left == 0)
        {
            return Task.FromResult("looped");
        }

        context.ContinueAsNew(left - 1);
        return Task.FromResult("");
    }

    [Function(nameof(LoopsForEver))]
    public static Task LoopsForEver([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        context.ContinueAsNew();
        return Task.CompletedTask;
    }

    [Function(nameof(KeepsOrDrops))]
    public static async Task<string> KeepsOrDrops([OrchestrationTrigger] TaskOrchestrationContext context, Rounds rounds)
    {
        if (rounds.Number == 1)
        {
            await context.CallActivityAsync<string>(nameof(EngineFunctions.Gated), $"{context.InstanceId}:first");
            context.ContinueAsNew(rounds with { Number = 2 }, rounds.Preserves);
            return "";
        }

        await context.CallActivityAsync<string>(nameof(EngineFunctions.Gated), $"{context.InstanceId}:second");
        return await context.WaitForExternalEvent<string>("name") + await context.WaitForExternalEvent<string>("name");
    }

    [Function(nameof(LeavesWorkBehind))]
    public static async Task<string> LeavesWorkBehind([OrchestrationTrigger] TaskOrchestrationContext context, int round)
    {
        if (round == 1)
        {
            _ = context.CallActivityAsync<string>(nameof(EngineFunctions.Gated), $"{context.InstanceId}:left");
            _ = context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
            context.SetCustomStatus("first");
            context.ContinueAsNew(2);
            return "";
        }

        return await context.CallActivityAsync<string>(nameof(EngineFunctions.Gated), $"{context.InstanceId}:own");
    }

    [Function(nameof(ThrowsAfterwards))]
    public static Task ThrowsAfterwards([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        context.ContinueAsNew();
        context.SetCustomStatus("went on");
        throw new InvalidOperationException("afterwards");
    }

    internal sealed record Rounds(int Number, bool Preserves);
}
