using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using VideoPipeline.Testing;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>Several hosts that share one task hub: what any of them is told, one of them does, once, whichever of them goes down.</summary>
public sealed class ClusterTests(Azurite azurite, RedisServer redis) : IClassFixture<Azurite>, IClassFixture<RedisServer>, IAsyncLifetime
{
    // longer than it takes to notice that a member is gone, several times over
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    // enough for every member to get some
    private const int Many = 16;

    private readonly string hub = EngineHost.NewHub();
    private readonly List<EngineHost> hosts = [];

    private EngineHost First => hosts[0];

    private EngineHost Second => hosts[1];

    public Task InitializeAsync() => Task.WhenAll(JoinAsync(), JoinAsync());

    public Task DisposeAsync() => Task.WhenAll(hosts.Select(h => h.DisposeAsync()));

    [Fact]
    public async Task Orchestration_StartedByOneHost_IsAwaitedThroughTheOther()
    {
        string id = await StartAsync(First, nameof(EngineFunctions.Sequence), 1);

        OrchestrationMetadata end = await EndAsync(Second, id);

        end.ReadOutputAs<int>().Should().Be(6);
    }

    [Fact]
    public async Task Events_RaisedThroughEitherHost_ReachTheInstance()
    {
        string id = await StartAsync(First, nameof(EngineFunctions.WaitsForEvent));
        Gate.Open($"{id}:before");

        await First.Client.RaiseEventAsync(id, "name", "one");
        await Second.Client.RaiseEventAsync(id, "name", "two");

        (await EndAsync(First, id)).ReadOutputAs<string>().Should().Be("one, two");
    }

    [Fact]
    public async Task Start_ManyAtOnceWithOneIdThroughBothHosts_RunsExactlyOne()
    {
        string id = NewId();

        Task[] starts = [.. Enumerable.Range(0, 20).Select(i => StartAsync(hosts[i % 2], nameof(EngineFunctions.Resumable), null, id))];
        await Gate.ReachedAsync($"{id}:gate");
        await Task.WhenAll(starts).ContinueWith(_ => { }, TaskScheduler.Default);
        Gate.Open($"{id}:gate");

        starts.Count(s => s.IsCompletedSuccessfully).Should().Be(1);
        (await EndAsync(Second, id)).ReadOutputAs<string>().Should().Be($"1 {id}:gate");
        Gate.CountOf($"{id}:first").Should().Be(1);
    }

    [Fact]
    public async Task Entity_SignalledThroughBothHosts_CountsExactly()
    {
        EntityInstanceId[] ids = [.. Enumerable.Range(0, 4).Select(_ => NewCounter())];

        await Task.WhenAll(Enumerable.Range(0, 80).Select(i => hosts[i % 2].Client.Entities.SignalEntityAsync(ids[i / 2 % 4], "Add", 1)));

        foreach (EntityInstanceId id in ids)
        {
            await WhenCountedAsync(First, id, 20);
        }
    }

    [Fact]
    public async Task Activities_OfOneOrchestration_RunOnAllHosts()
    {
        string id = await StartAsync(First, nameof(Places.Visit), 40);

        string[] visited = (await EndAsync(First, id)).ReadOutputAs<string[]>()!;

        visited.Should().HaveCount(40);
        visited.Distinct().Should().BeEquivalentTo(First.BaseAddress, Second.BaseAddress);
    }

    [Fact]
    public async Task HostStopped_WhileItsActivitiesRun_HasThemRunElsewhere()
    {
        string[] ids = await StartManyAsync(First, nameof(EngineFunctions.Resumable));
        await Task.WhenAll(ids.Select(id => Gate.ReachedAsync($"{id}:gate")));

        await LeaveAsync(Second);
        await OpenAndEndAsync(ids);
    }

    [Fact]
    public async Task HostThatTheOthersDeclareDead_StopsAndItsWorkGoesOnElsewhere()
    {
        string[] ids = await StartManyAsync(Second, nameof(EngineFunctions.Resumable));
        await Task.WhenAll(ids.Select(id => Gate.ReachedAsync($"{id}:gate")));
        SiloAddress outcast = Second.Services.GetRequiredService<ISiloStatusOracle>().SiloAddress;

        await First.Services.GetRequiredService<IClusterMembershipService>().TryKill(outcast);

        await FailsAsync(Second);
        await OpenAndEndAsync(ids);
    }

    [Fact]
    public async Task Hosts_WhenTheListOfMembersWasLost_EndAsSoonAsThereIsANewOne()
    {
        await using ConnectionMultiplexer client = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        string id = hub.ToLowerInvariant();
        await client.GetDatabase().KeyDeleteAsync($"{id}/members/{id}");

        await JoinAsync();

        EngineHost[] lost = [First, Second];
        await Task.WhenAll(lost.Select(FailsAsync));
        hosts.Should().ContainSingle();
    }

    [Fact]
    public async Task ProcessKilled_WhileItsActivitiesRun_LosesAndRepeatsNothing()
    {
        using EngineProcess process = await EngineProcess.StartAsync(azurite.ConnectionString, hub, redis.ConnectionString);
        await LeaveAsync(Second);
        string[] ids = await StartManyAsync(First, nameof(EngineFunctions.Resumable));
        EntityInstanceId[] counters = [.. Enumerable.Range(0, Many).Select(_ => NewCounter())];
        await Task.WhenAll(counters.Select(c => First.Client.Entities.SignalEntityAsync(
            c, "Add", 1, new SignalEntityOptions { SignalTime = DateTimeOffset.UtcNow.AddSeconds(5) })));
        bool[] local = await Task.WhenAll(ids.Select(id => IsLocalAsync(id, process)));

        process.Kill();
        await OpenAndEndAsync(ids);

        local.Should().Contain(false, "the process that was killed had work");
        foreach (EntityInstanceId counter in counters)
        {
            await WhenCountedAsync(First, counter, 1);
        }
    }

    [Fact]
    public async Task ProcessKilled_AsTheLastOne_IsFollowedByAnother()
    {
        using EngineProcess process = await EngineProcess.StartAsync(azurite.ConnectionString, hub, redis.ConnectionString);
        await LeaveAsync(Second);
        await LeaveAsync(First);
        process.Kill();

        await JoinAsync();
        string id = await StartAsync(First, nameof(EngineFunctions.Sequence), 1);

        (await EndAsync(First, id)).ReadOutputAs<int>().Should().Be(6);
    }

    [Fact]
    public async Task ProcessSuspended_UntilItsWorkWasTakenOver_EndsInsteadOfGoingOn()
    {
        using EngineProcess process = await EngineProcess.StartAsync(azurite.ConnectionString, hub, redis.ConnectionString);
        await LeaveAsync(Second);
        string[] ids = await StartManyAsync(First, nameof(EngineFunctions.Resumable));
        await Task.WhenAll(ids.Select(id => IsLocalAsync(id, process)));

        process.Suspend();
        await OpenAndEndAsync(ids);
        process.Continue();

        (await process.ExitAsync()).Should().Be(1);
        process.Output.Should().Contain("no longer a member");
        foreach (string id in ids)
        {
            (await First.Client.GetInstanceAsync(id, true))!.ReadOutputAs<string>().Should().Be($"1 {id}:gate");
        }
    }

    [Fact]
    public async Task Hosts_ThatDoNotKnowOfEachOther_CommitEachResultOnce()
    {
        string shared = EngineHost.NewHub();
        EngineHost[] strangers = [.. Enumerable.Range(0, 2).Select(_ => new EngineHost(azurite.ConnectionString, typeof(EngineFunctions)) { Hub = shared })];
        await strangers[0].InitializeAsync();
        string id = NewId();
        Task bothRunIt = ArrivalsAsync($"{id}:gate", 2);
        await StartAsync(strangers[0], nameof(EngineFunctions.Resumable), null, id);
        await Gate.ReachedAsync($"{id}:gate");

        await strangers[1].InitializeAsync();
        await bothRunIt;
        Gate.Open($"{id}:gate");
        OrchestrationMetadata end = await EndAsync(strangers[1], id);
        await StartAsync(strangers[1], nameof(EngineFunctions.Sequence), 1, id);
        OrchestrationMetadata next = await EndAsync(strangers[0], id);

        end.ReadOutputAs<string>().Should().Be($"1 {id}:gate");
        next.ReadOutputAs<int>().Should().Be(6);
        await Task.WhenAll(strangers.Select(s => s.DisposeAsync()));
    }

    [Fact]
    public async Task Host_ThatStopsWhileRedisIsAway_EndsSoon()
    {
        var own = new RedisServer();
        await own.InitializeAsync();
        var host = new EngineHost(azurite.ConnectionString, typeof(EngineFunctions)) { Redis = own.ConnectionString };
        await host.InitializeAsync();
        await own.DisposeAsync();

        // by default it would try for a minute, twice
        Func<Task> stop = () => host.DisposeAsync().WaitAsync(TimeSpan.FromSeconds(50));

        await stop.Should().NotThrowAsync();
    }

    private static Task ArrivalsAsync(string gate, int count)
    {
        int left = count;
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Gate.Arrived += name =>
        {
            if (name == gate && Interlocked.Decrement(ref left) == 0)
            {
                arrived.SetResult();
            }
        };
        return arrived.Task.WaitAsync(Patience);
    }

    private static string NewId() => Guid.NewGuid().ToString("N");

    private static EntityInstanceId NewCounter() => new(nameof(EngineFunctions.Counter), NewId());

    // Where the activity at the gate of an instance runs: here or in the other process.
    private static async Task<bool> IsLocalAsync(string id, EngineProcess process)
    {
        Task here = Gate.ReachedAsync($"{id}:gate");
        return await Task.WhenAny(here, process.ReachedAsync($"{id}:gate")) == here;
    }

    private static Task<string> StartAsync(EngineHost host, string orchestrator, object? input = null, string? id = null) =>
        host.Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(id ?? NewId()));

    private static Task<string[]> StartManyAsync(EngineHost host, string orchestrator) =>
        Task.WhenAll(Enumerable.Range(0, Many).Select(_ => StartAsync(host, orchestrator)));

    private static async Task<OrchestrationMetadata> EndAsync(EngineHost host, string id)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await host.Client.WaitForInstanceCompletionAsync(id, true, patience.Token);
    }

    private static async Task WhenCountedAsync(EngineHost host, EntityInstanceId id, int expected)
    {
        using var patience = new CancellationTokenSource(Patience);
        int seen = 0;
        while (seen < expected)
        {
            EntityMetadata<int>? entity = await host.Client.Entities.GetEntityAsync<int>(id, true, patience.Token);
            seen = entity?.State ?? 0;
        }

        seen.Should().Be(expected);
    }

    private async Task JoinAsync()
    {
        var host = new EngineHost(azurite.ConnectionString, typeof(EngineFunctions), typeof(Places)) { Hub = hub, Redis = redis.ConnectionString };
        hosts.Add(host);
        await host.InitializeAsync();
    }

    private async Task LeaveAsync(EngineHost host)
    {
        hosts.Remove(host);
        await host.DisposeAsync();
    }

    private async Task FailsAsync(EngineHost host)
    {
        hosts.Remove(host);
        Func<Task> end = () => host.WaitForShutdownAsync().WaitAsync(Patience);
        await end.Should().ThrowAsync<InvalidOperationException>().WithMessage("*no longer a member*");
    }

    private async Task OpenAndEndAsync(string[] ids)
    {
        foreach (string id in ids)
        {
            Gate.Open($"{id}:gate");
        }

        OrchestrationMetadata[] ends = await Task.WhenAll(ids.Select(id => EndAsync(First, id)));
        ends.Select(e => e.ReadOutputAs<string>()).Should().Equal(ids.Select(id => $"1 {id}:gate"));
    }

    internal sealed class Places(EngineHost host)
    {
        [Function(nameof(Where))]
        public string Where([ActivityTrigger] int number)
        {
            _ = number;
            return host.BaseAddress;
        }

        [Function(nameof(Visit))]
        public async Task<string[]> Visit([OrchestrationTrigger] TaskOrchestrationContext context, int visits)
        {
            _ = host;
            return await Task.WhenAll(Enumerable.Range(0, visits).Select(i => context.CallActivityAsync<string>(nameof(Where), i)));
        }
    }
}
