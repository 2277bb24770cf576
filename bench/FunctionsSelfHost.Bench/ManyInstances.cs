using System.Diagnostics;
using System.Globalization;
using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Messages;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Bench;

/// <summary>A hub with 10,000 finished instances and 1,000 active ones: queries, and recovery after a kill.</summary>
internal static class ManyInstances
{
    /// <summary>The first argument of the process that is killed, and of the one that recovers.</summary>
    public const string ProcessName = "active";

    private const int Finished = 10_000;
    private const int Active = 1000;

    public static async Task RunAsync(string storage)
    {
        string hub = BenchHost.NewHub();
        using (Process first = StartProcess(storage, hub, start: Active))
        {
            await LineAsync(first, "ready");
            first.Kill();
            await first.WaitForExitAsync();
        }

        await FillAsync(BenchHost.NewHub(storage, hub));
        long start = Stopwatch.GetTimestamp();
        using Process second = StartProcess(storage, hub, start: 0);
        string memory = await LineAsync(second, "ready");
        Measure.Print($"{Active} active and {Finished} finished: all are loaded {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s after the start that follows kill -9; target about 10 s");
        Measure.Print($"memory of that process: {memory}; target 300 MB");
        second.Kill();
        await QueryAsync(BenchHost.NewHub(storage, hub), await BareTables.CreateAsync(storage));
    }

    /// <summary>What the processes run.</summary>
    public static async Task ProcessAsync(string storage, string hub, int start)
    {
        BenchHost host = await BenchHost.StartAsync(storage, hub);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, start), async (_, cancellationToken) => await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(BenchFunctions.Waits), cancellationToken));
        while (host.Hub.Loads < Active)
        {
            await Task.Delay(10);
        }

        Console.WriteLine($"ready {Environment.WorkingSet / (1024 * 1024)} MB");
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task QueryAsync(ITaskHub hub, BareTables bare)
    {
        (double page, double sequence) = await Measure.MediansAsync(5, () => hub.QueryAsync(new StatusQuery(FetchInputsAndOutputs: false), default), bare.SequenceAsync);
        (double running, _) = await Measure.MediansAsync(5, () => CountAsync(hub, OrchestrationRuntimeStatus.Running), () => Task.CompletedTask);
        (double one, _) = await Measure.MediansAsync(21, () => hub.FindStatusAsync("finished-00000", default), () => Task.CompletedTask);
        Measure.Print($"status of one: {one:F1} ms; a page of 100: {page:F0} ms; all {Active} running of {Finished + Active}: {running:F0} ms; a bare transaction: {sequence / BareTables.TransactionsOfASequence:F1} ms");
    }

    private static async Task<int> CountAsync(ITaskHub hub, OrchestrationRuntimeStatus status)
    {
        var query = new StatusQuery(Statuses: [status], FetchInputsAndOutputs: false, PageSize: 1000);
        int count = 0;
        do
        {
            StatusPage page = await hub.QueryAsync(query, default);
            count += page.Rows.Count;
            query = query with { ContinuationToken = page.ContinuationToken };
        }
        while (query.ContinuationToken is not null);
        return count == Active ? count : throw new InvalidOperationException($"{count} instances are {status}, {Active} were expected.");
    }

    // As if they had run: a history and a row each.
    private static Task FillAsync(ITaskHub hub) => Parallel.ForEachAsync(Enumerable.Range(0, Finished), async (i, cancellationToken) =>
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"finished-{i:D5}");
        string execution = Guid.NewGuid().ToString("N");
        DateTime now = DateTime.UtcNow;
        HistoryEvent[] events =
        [
            new OrchestratorStarted(now), new ExecutionStarted(now, id, execution, nameof(BenchFunctions.Sequence), "", "0", null, null, null, 0, null),
            new ExecutionCompleted(0, now, ExecutionOutcome.Completed, "0", null), new OrchestratorCompleted(now),
        ];
        await hub.CommitAsync(new TurnCommit(id, execution, null, 0, events, DeliveryState.New()), cancellationToken);
        await hub.SaveStatusAsync(
            new InstanceStatus(id, nameof(BenchFunctions.Sequence), "", execution, OrchestrationRuntimeStatus.Completed, now, now, now, null, "0", "0", null, 0, null, false),
            cancellationToken);
    });

    private static Process StartProcess(string storage, string hub, int start)
    {
        var info = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (string argument in (string[])[typeof(ManyInstances).Assembly.Location, ProcessName, storage, hub, $"{start}"])
        {
            info.ArgumentList.Add(argument);
        }

        return Process.Start(info)!;
    }

    private static async Task<string> LineAsync(Process process, string start)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return line[(start.Length + 1)..];
            }
        }

        throw new InvalidOperationException($"The process ended before it was {start}.");
    }
}
