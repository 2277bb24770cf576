using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>Functions that show their status.</summary>
internal static class StatusFunctions
{
    [Function(nameof(Shows))]
    public static async Task<string> Shows([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        context.SetCustomStatus(new { stage = "one" });
        string first = await context.WaitForExternalEvent<string>("next");
        string second = await context.WaitForExternalEvent<string>("next");
        await context.CallActivityAsync<string>(nameof(EngineFunctions.Gated), $"{context.InstanceId}:gate");
        return first + second;
    }

    [Function(nameof(ShowsTooMuch))]
    public static Task ShowsTooMuch([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        context.SetCustomStatus(new string('x', 40_000));
        return Task.CompletedTask;
    }
}
