using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>Functions that show how code is replayed.</summary>
internal static partial class ReplayFunctions
{
    [Function(nameof(Observes))]
    public static async Task<string[]> Observes([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ILogger logger = context.CreateReplaySafeLogger("observes");
        EngineTests.Note(context.InstanceId, $"begin {context.IsReplaying}");
        LogReached(logger, "begin", context.InstanceId);
        string begin = $"{context.CurrentUtcDateTime:o} {context.NewGuid()} {context.NewGuid()}";
        await context.CallActivityAsync<string>(nameof(EngineFunctions.Gated), $"{context.InstanceId}:gate");
        EngineTests.Note(context.InstanceId, $"end {context.IsReplaying}");
        LogReached(logger, "end", context.InstanceId);
        return [begin, $"{context.CurrentUtcDateTime:o} {context.NewGuid()}"];
    }

    [Function(nameof(Races))]
    public static async Task<string> Races([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        Task<string> first = context.CallActivityAsync<string>(nameof(EngineFunctions.Gated), $"{context.InstanceId}:first");
        Task<string> second = context.CallActivityAsync<string>(nameof(EngineFunctions.Gated), $"{context.InstanceId}:second");
        string winner = await await Task.WhenAny(first, second);
        await context.CallActivityAsync<string>(nameof(EngineFunctions.Gated), $"{context.InstanceId}:after");
        return winner == await second ? "second" : "first";
    }

    [Function(nameof(ReturnsEarly))]
    public static Task<string> ReturnsEarly([OrchestrationTrigger] TaskOrchestrationContext context, bool fails)
    {
        _ = context.CallActivityAsync<string>(nameof(EngineFunctions.Gated), $"{context.InstanceId}:gate");
        _ = context.WaitForExternalEvent<string>("never");
        return fails ? throw new InvalidOperationException("early") : Task.FromResult("early");
    }

    [Function(nameof(ActsInTurn))]
    public static async Task<string> ActsInTurn([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        Task activity = context.CallActivityAsync("echo", "x");
        Task timer = context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
        context.SendEvent("nobody", "hello", "x");
        Task child = context.CallSubOrchestratorAsync(nameof(EngineFunctions.Sequence), 1);
        await Task.WhenAll(activity, timer, child);
        return "done";
    }

    [Function(nameof(SleepsUntil))]
    public static async Task<bool> SleepsUntil([OrchestrationTrigger] TaskOrchestrationContext context, DateTime due)
    {
        await context.CreateTimer(due, CancellationToken.None);
        return context.CurrentUtcDateTime >= due;
    }

    [Function(nameof(SleepsVeryLong))]
    public static async Task<string> SleepsVeryLong([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        using var cancel = new CancellationTokenSource();
        Task timer = context.CreateTimer(DateTime.MaxValue, cancel.Token);
        string woken = await context.WaitForExternalEvent<string>("wake");
        cancel.Cancel();
        try
        {
            await timer;
            return "slept";
        }
        catch (TaskCanceledException)
        {
            return woken;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Place} {InstanceId}")]
    private static partial void LogReached(ILogger logger, string place, string instanceId);
}
