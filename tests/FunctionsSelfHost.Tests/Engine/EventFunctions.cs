using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>Functions that wait for events.</summary>
internal static class EventFunctions
{
    [Function(nameof(WaitsThrice))]
    public static async Task<string> WaitsThrice([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        Task<string>[] waits = [.. Enumerable.Range(0, 3).Select(_ => context.WaitForExternalEvent<string>("Letter"))];
        context.SetCustomStatus("waiting");
        return string.Concat(await Task.WhenAll(waits));
    }

    [Function(nameof(WaitsForTwoTypes))]
    public static async Task<string> WaitsForTwoTypes([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        Task<string> text = context.WaitForExternalEvent<string>("name");
        try
        {
            await context.WaitForExternalEvent<int>("NAME");
            return "both";
        }
        catch (ArgumentException e)
        {
            return $"{await text}: {e.Message}";
        }
    }

    [Function(nameof(WaitsForPayloads))]
    public static async Task<string> WaitsForPayloads([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        string? text = await context.WaitForExternalEvent<string?>("text");
        int number = await context.WaitForExternalEvent<int>("number");
        Letter letter = await context.WaitForExternalEvent<Letter>("letter");
        return $"{text ?? "null"} {number} {letter.Text}";
    }

    [Function(nameof(SendsTo))]
    public static Task SendsTo([OrchestrationTrigger] TaskOrchestrationContext context, string target)
    {
        context.SendEvent(target, "name", "x");
        return Task.CompletedTask;
    }

    internal sealed record Letter(string Text);
}
