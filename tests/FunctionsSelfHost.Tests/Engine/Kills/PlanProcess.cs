using System.Diagnostics;
using System.Globalization;
using DurableTask.Core.Exceptions;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Tests.Engine.Kills;

/// <summary>A process that starts a batch of plans, unless they were started before, and ends when all have ended, or before.</summary>
internal static class PlanProcess
{
    /// <summary>The first argument of such a process.</summary>
    public const string Name = "plan";

    private const int Finished = 0;

    private static readonly OrchestrationRuntimeStatus[] AnyState =
    [
        OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Suspended,
        OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated,
    ];

    /// <summary>Runs a batch in a process of its own; false when that was killed after so many points (0: never).</summary>
    /// <exception cref="InvalidOperationException">It ended in another way, or takes too long.</exception>
    public static async Task<bool> RunAsync(string storage, string hub, int seed, int points)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[typeof(PlanProcess).Assembly.Location, Name, storage, hub, $"{seed}", $"{points}"])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new InvalidOperationException($"The batch {seed} is stuck.\n{await output}\n{await errors}");
        }

        const int killed = 128 + 9;
        return process.ExitCode switch
        {
            Finished => true,
            killed when points > 0 => false,
            _ => throw new InvalidOperationException($"The process ended with {process.ExitCode}.\n{await output}\n{await errors}"),
        };
    }

    /// <summary>What such a process runs.</summary>
    public static async Task<int> MainAsync(string[] args)
    {
        string storage = args[1];
        int seed = int.Parse(args[3], CultureInfo.InvariantCulture);
        var host = new EngineHost(storage, typeof(PlanFunctions)) { Hub = args[2], TaskHub = new MortalTaskHub(NewHub(storage, args[2])) };
        KillSwitch.Set(int.Parse(args[4], CultureInfo.InvariantCulture));
        await host.InitializeAsync();
        await RunAsync(host.Client, seed);
        KillSwitch.Set(0);
        await host.DisposeAsync();
        return Finished;
    }

    /// <summary>Starts a batch, and waits for it and for what its entities have begun.</summary>
    public static async Task RunAsync(DurableTaskClient client, int seed)
    {
        IReadOnlyDictionary<string, IReadOnlyList<PlanStep>> plans = Plan.Batch(seed);
        string batch = $"batch-{seed}";
        await Task.WhenAll(plans.Select(p => RunAsync(client, p.Key, new PlanFunctions.PlanInput(batch, p.Value, []))));

        int expected = plans.Values.Sum(Plan.SharedTotal);
        while (await client.Entities.GetEntityAsync<int>(PlanFunctions.Shared(batch)) is var entity && (entity?.State ?? 0) < expected)
        {
            await Task.Delay(20);
        }
    }

    private static async Task RunAsync(DurableTaskClient client, string id, PlanFunctions.PlanInput input)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(PlanFunctions.Follow), input, new StartOrchestrationOptions(id).WithDedupeStatuses(AnyState));
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // an earlier process has started it
        }

        await client.WaitForInstanceCompletionAsync(id);
    }

    /// <summary>The hub in a storage account.</summary>
    public static ITaskHub NewHub(string storage, string hub) =>
        new TableTaskHub(hub, new Azure.Data.Tables.TableServiceClient(storage), new Azure.Storage.Blobs.BlobServiceClient(storage), TimeProvider.System);
}
