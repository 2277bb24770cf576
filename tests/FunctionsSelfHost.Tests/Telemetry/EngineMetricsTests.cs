using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using FunctionsSelfHost.Engine.Telemetry;
using FunctionsSelfHost.Tests.Engine;
using Microsoft.DurableTask;

namespace FunctionsSelfHost.Tests.Telemetry;

public sealed class EngineMetricsTests : IAsyncLifetime, IDisposable
{
    private readonly EngineHost host = new(null, typeof(EngineFunctions))
    {
        Settings = new Dictionary<string, string?> { ["AzureFunctionsJobHost:extensions:durableTask:maxConcurrentActivityFunctions"] = "1" },
    };

    private readonly MeterListener listener = new();
    private readonly ConcurrentQueue<(string Name, string? Type, double Value)> measured = new();

    public async Task InitializeAsync()
    {
        listener.InstrumentPublished = (instrument, l) =>
        {
            // the hub tells this host's meter from those of other tests
            if (instrument.Meter.Name == EngineMetrics.Name && instrument.Meter.Tags!.Contains(new("durabletask.hub", host.Hub)))
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Add(i, value, tags));
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Add(i, value, tags));
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Add(i, value, tags));
        await host.InitializeAsync();
        listener.Start();
    }

    public Task DisposeAsync() => host.DisposeAsync();

    public void Dispose() => listener.Dispose();

    [Fact]
    public async Task Run_IsMeasured()
    {
        string id = await StartAsync(nameof(EngineFunctions.CallsCounter), "measured");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await host.Client.WaitForInstanceCompletionAsync(id, patience.Token);
        await WhenAsync(() => Sum("durabletask.instances.active", "orchestration") == 0 && Sum("durabletask.instances.active", "entity") == 0);

        Count("durabletask.commits", "orchestration").Should().BeGreaterThanOrEqualTo(2);
        Count("durabletask.commits", "entity").Should().BeGreaterThanOrEqualTo(1);
        Count("durabletask.turn.duration", "orchestration").Should().BeGreaterThanOrEqualTo(Count("durabletask.commits", "orchestration"));
        measured.Where(m => m.Name == "durabletask.turn.duration").Should().AllSatisfy(m => m.Value.Should().BeInRange(0, 60));
        Count("durabletask.instances.active", "orchestration").Should().Be(2);
        Sum("durabletask.replays", null).Should().Be(0);
    }

    [Fact]
    public async Task Activities_ThatRunAndThatWait_AreTold()
    {
        string first = await StartAsync(nameof(EngineFunctions.Resumable));
        await Gate.ReachedAsync($"{first}:gate");
        await StartAsync(nameof(EngineFunctions.Sequence), 1);

        await WhenAsync(() => Observed("durabletask.activities.queued") == 1);

        Observed("durabletask.activities.running").Should().Be(1);
        Sum("durabletask.instances.active", "orchestration").Should().Be(2);
        Gate.Open($"{first}:gate");
        await WhenAsync(() => Observed("durabletask.activities.queued") == 0 && Observed("durabletask.activities.running") == 0);
    }

    [Fact]
    public async Task Replay_AfterARestart_IsCounted()
    {
        string id = await StartAsync(nameof(EngineFunctions.Resumable));
        await Gate.ReachedAsync($"{id}:gate");

        await host.RestartAsync();

        await WhenAsync(() => Sum("durabletask.replays", null) == 1);
        Gate.Open($"{id}:gate");
    }

    private Task<string> StartAsync(string orchestrator, object? input = null) =>
        host.Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(Guid.NewGuid().ToString("N")));

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? type = null;
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            type = tag.Key == "durabletask.type" ? (string?)tag.Value : type;
        }

        measured.Enqueue((instrument.Name, type, value));
    }

    private double Sum(string name, string? type) => measured.Where(m => m.Name == name && m.Type == type).Sum(m => m.Value);

    private int Count(string name, string type) => measured.Count(m => m.Name == name && m.Type == type);

    private double Observed(string name)
    {
        listener.RecordObservableInstruments();
        return measured.Last(m => m.Name == name).Value;
    }

    private static async Task WhenAsync(Func<bool> isReached)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!isReached())
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
