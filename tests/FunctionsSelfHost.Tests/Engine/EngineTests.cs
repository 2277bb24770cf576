using System.Collections.Concurrent;
using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>What the tests of the engine share: a host with their functions, and ways to start, watch and end instances.</summary>
public abstract class EngineTests
{
    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private protected EngineTests(EngineHost host) => Host = host;

    internal static Type[] Functions { get; } =
    [
        typeof(EngineFunctions),
        typeof(ReplayFunctions),
        typeof(EventFunctions),
        typeof(SubOrchestrationFunctions),
        typeof(ContinueAsNewFunctions),
        typeof(FailureFunctions),
        typeof(StatusFunctions),
        typeof(EntityFunctions),
        typeof(RewindFunctions),
    ];

    /// <summary>Values that functions have left for their test, by name.</summary>
    internal static ConcurrentDictionary<string, ConcurrentQueue<string>> Notes { get; } = new();

    private protected EngineHost Host { get; }

    private protected DurableTaskClient Client => Host.Client;

    private protected ITaskHub Hub => Host.Services.GetRequiredService<ITaskHub>();

    internal static void Note(string name, string value) => Notes.GetOrAdd(name, _ => new ConcurrentQueue<string>()).Enqueue(value);

    private protected static string[] NotesOf(string name) => Notes.TryGetValue(name, out ConcurrentQueue<string>? notes) ? [.. notes] : [];

    private protected static string NewId() => Guid.NewGuid().ToString("N");

    private protected static CancellationToken Timeout() => new CancellationTokenSource(Patience).Token;

    private protected Task<string> StartAsync(string orchestrator, object? input = null, string? id = null) =>
        Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(id ?? NewId()));

    private protected async Task<OrchestrationMetadata> RunAsync(string orchestrator, object? input = null, string? id = null) =>
        await EndOfAsync(await StartAsync(orchestrator, input, id));

    private protected Task<OrchestrationMetadata> EndOfAsync(string id) => Client.WaitForInstanceCompletionAsync(id, true, Timeout());

    private protected async Task<IReadOnlyList<HistoryEvent>> HistoryOfAsync(string id) => (await Hub.LoadAsync(id, Timeout()))!.History;

    private protected async Task<OrchestrationMetadata> WhenAsync(string id, Func<OrchestrationMetadata, bool> isReached)
    {
        CancellationToken timeout = Timeout();
        while (true)
        {
            if (await Client.GetInstanceAsync(id, true, timeout) is { } found && isReached(found))
            {
                return found;
            }

            await Task.Delay(20, timeout);
        }
    }

    private protected Task<OrchestrationMetadata> WhenCustomStatusAsync(string id, string expected) => WhenAsync(id, m => m.SerializedCustomStatus == expected);

    private protected async Task<EntityMetadata?> WhenEntityAsync(EntityInstanceId id, Func<EntityMetadata?, bool> isReached)
    {
        CancellationToken timeout = Timeout();
        while (true)
        {
            EntityMetadata? found = await Client.Entities.GetEntityAsync(id, true, timeout);
            if (isReached(found))
            {
                return found;
            }

            await Task.Delay(20, timeout);
        }
    }
}
