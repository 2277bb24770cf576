using FunctionsSelfHost.Engine.Retention;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>Purging what has been finished for a while.</summary>
public abstract class EngineRetentionConformance : EngineTests
{
    private protected EngineRetentionConformance(EngineHost host)
        : base(host)
    {
    }

    [Fact]
    public async Task Purge_TakesWhatEndedBeforeWithItsChildren_AndNothingElse()
    {
        string parent = await StartAsync(nameof(SubOrchestrationFunctions.Nest), 1);
        await WhenAsync($"{parent}/c", m => m.IsRunning);
        await Client.RaiseEventAsync($"{parent}/c", "done", "well");
        await EndOfAsync(parent);
        string unfinished = await StartAsync(nameof(SubOrchestrationFunctions.Nest), 0);
        string[] pages = await Task.WhenAll(Enumerable.Range(0, 60).Select(async _ => (await RunAsync(nameof(EngineFunctions.Sequence), 1)).InstanceId));
        DateTime before = DateTime.UtcNow;
        string later = (await RunAsync(nameof(EngineFunctions.Sequence), 1)).InstanceId;

        int purged = await PurgeAsync(before);

        purged.Should().BeGreaterThanOrEqualTo(62);
        foreach (string gone in (string[])[parent, $"{parent}/c", pages[0], pages[^1]])
        {
            (await Hub.FindStatusAsync(gone, Timeout())).Should().BeNull();
            (await Hub.LoadAsync(gone, Timeout())).Should().BeNull();
        }

        (await Client.GetInstanceAsync(unfinished))!.IsRunning.Should().BeTrue();
        (await Client.GetInstanceAsync(later)).Should().NotBeNull();
    }

    [Fact]
    public async Task Purge_LeavesAChildOfAParentThatIsStillThere()
    {
        string id = await StartAsync(nameof(SubOrchestrationFunctions.CallsThenWaits));
        await WhenCustomStatusAsync(id, "\"called\"");

        await PurgeAsync(DateTime.UtcNow);

        (await Client.GetInstanceAsync($"{id}/c"))!.IsCompleted.Should().BeTrue();
    }

    [Fact]
    public async Task Purge_TakesEntitiesThatDoNotExistAnyMore()
    {
        var empty = new EntityInstanceId(nameof(EntityFunctions.Journal), NewId());
        var full = new EntityInstanceId(nameof(EntityFunctions.Journal), NewId());
        await Client.Entities.SignalEntityAsync(empty, "Write", "x");
        await Client.Entities.SignalEntityAsync(empty, "Clear");
        await Client.Entities.SignalEntityAsync(full, "Write", "x");
        await WhenEntityAsync(full, e => e is not null);
        await WhenEntityAsync(empty, e => e is null);

        await PurgeAsync(DateTime.UtcNow);

        (await Hub.FindStatusAsync(empty.ToString(), Timeout())).Should().BeNull();
        (await Client.Entities.GetEntityAsync(full)).Should().NotBeNull();
    }

    [Fact]
    public async Task Purge_Cancelled_Stops()
    {
        string id = (await RunAsync(nameof(EngineFunctions.Sequence), 1)).InstanceId;

        Func<Task> purge = () => Host.Services.GetRequiredService<FinishedInstances>().PurgeAsync(DateTime.UtcNow, new CancellationToken(canceled: true));

        await purge.Should().ThrowAsync<OperationCanceledException>();
        (await Client.GetInstanceAsync(id)).Should().NotBeNull();
    }

    private Task<int> PurgeAsync(DateTime before) => Host.Services.GetRequiredService<FinishedInstances>().PurgeAsync(before, Timeout());
}

public sealed class EngineRetentionOnMemoryTests(MemoryEngine engine) : EngineRetentionConformance(engine.Host), IClassFixture<MemoryEngine>
{
    [Fact]
    public async Task Setting_HasThemPurgedByTheHost()
    {
        var host = new EngineHost(null, Functions)
        {
            Settings = new Dictionary<string, string?> { ["AzureFunctionsJobHost:extensions:durableTask:purgeFinishedInstancesAfterDays"] = "0.000001" },
        };
        await host.InitializeAsync();
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EngineFunctions.Sequence), 1);
        await host.Client.WaitForInstanceCompletionAsync(id, Timeout());

        await host.RestartAsync();
        CancellationToken timeout = Timeout();
        while (await host.Client.GetInstanceAsync(id, timeout) is not null)
        {
            await Task.Delay(20, timeout);
        }

        await host.DisposeAsync();
    }
}

public sealed class EngineRetentionOnAzuriteTests(AzuriteEngine engine) : EngineRetentionConformance(engine.Host), IClassFixture<AzuriteEngine>;
