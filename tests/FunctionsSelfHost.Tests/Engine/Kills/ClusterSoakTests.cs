using System.Diagnostics;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask.Client;
using VideoPipeline.Testing;
using Xunit.Abstractions;

namespace FunctionsSelfHost.Tests.Engine.Kills;

/// <summary>Three processes under load beside the one that gives it, one of them killed again and again and started at once on its port.</summary>
[Trait("Category", "Soak")]
public sealed class ClusterSoakTests(Azurite azurite, RedisServer redis, ITestOutputHelper output) : IClassFixture<Azurite>, IClassFixture<RedisServer>
{
    private const int FirstBatch = 5_000_000;
    private static readonly TimeSpan Load = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromSeconds(3);

    // after the last kill
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string hub = EngineHost.NewHub();

    [Fact]
    public async Task Soak_OfThreeProcesses_EndsEverythingOnceWithinAMinuteOfTheLastKill()
    {
        var host = new EngineHost(azurite.ConnectionString, typeof(PlanFunctions)) { Hub = hub, Redis = redis.ConnectionString };
        await host.InitializeAsync();
        int[] ports = Azurite.FreePorts(3);
        EngineProcess[] processes = await Task.WhenAll(ports.Select(StartAsync));

        Task<List<Task>> loading = LoadAsync(host.Client);
        int kills = await KillAsync(processes, ports, loading);
        long lastKill = Stopwatch.GetTimestamp();
        List<Task> batches = await loading;
        await Task.WhenAll(batches).WaitAsync(Patience);
        TimeSpan took = Stopwatch.GetElapsedTime(lastKill);

        ITaskHub store = PlanProcess.NewHub(azurite.ConnectionString, hub);
        for (int i = 0; i < batches.Count; i++)
        {
            await PlanVerifier.VerifyAsync(store, FirstBatch + i);
        }

        output.WriteLine($"figure: {kills} kills in a cluster while {batches.Count} batches ran; everything had ended {took.TotalSeconds:F0} s after the last kill");
        foreach (EngineProcess process in processes)
        {
            process.Dispose();
        }

        await host.DisposeAsync();
    }

    private Task<EngineProcess> StartAsync(int port) => EngineProcess.StartAsync(azurite.ConnectionString, hub, redis.ConnectionString, port);

    private static async Task<List<Task>> LoadAsync(DurableTaskClient client)
    {
        var batches = new List<Task>();
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Load;)
        {
            batches.Add(PlanProcess.RunAsync(client, FirstBatch + batches.Count));
            await Task.Delay(BetweenBatches);
        }

        return batches;
    }

    private async Task<int> KillAsync(EngineProcess[] processes, int[] ports, Task loading)
    {
        int kills = 0;
        while (await Task.WhenAny(loading, Task.Delay(BetweenKills)) != loading)
        {
            int victim = kills++ % processes.Length;
            processes[victim].Kill();
            await processes[victim].ExitAsync();
            processes[victim].Dispose();
            processes[victim] = await StartAsync(ports[victim]);
        }

        return kills;
    }
}
