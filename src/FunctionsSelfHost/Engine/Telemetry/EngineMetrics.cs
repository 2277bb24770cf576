using System.Diagnostics.Metrics;
using FunctionsSelfHost.Engine.Activities;
using FunctionsSelfHost.Storage;

namespace FunctionsSelfHost.Engine.Telemetry;

/// <summary>The engine's instruments. Each counts what this process does.</summary>
internal sealed class EngineMetrics
{
    /// <summary>The name that listeners know the instruments by.</summary>
    public const string Name = "FunctionsSelfHost";

    private const string Type = "durabletask.type";

    private readonly UpDownCounter<int> active;
    private readonly Histogram<double> turns;
    private readonly Counter<long> commits;
    private readonly Counter<long> replays;

    public EngineMetrics(IMeterFactory meters, ITaskHub hub, ActivityThrottle activities)
    {
        Meter meter = meters.Create(new MeterOptions(Name) { Tags = [new("durabletask.hub", hub.Name)] });
        active = meter.CreateUpDownCounter<int>("durabletask.instances.active", "{instance}", "Unfinished orchestrations, and entities that owe or await something.");
        turns = meter.CreateHistogram<double>("durabletask.turn.duration", "s", "From a turn's first message to its commit.");
        commits = meter.CreateCounter<long>("durabletask.commits", "{commit}", "Turns that were committed.");
        replays = meter.CreateCounter<long>("durabletask.replays", "{replay}", "Orchestrations whose code was run again from their history.");
        meter.CreateObservableUpDownCounter("durabletask.activities.running", () => activities.Running, "{activity}", "Activities that run.");
        meter.CreateObservableUpDownCounter(
            "durabletask.activities.queued", () => activities.Queued, "{activity}", "Activities that wait because as many run as may run at once.");
    }

    /// <summary>An instance is kept in memory from now on, or no longer.</summary>
    public void ActiveChanged(InstanceKind kind, bool isActive) => active.Add(isActive ? 1 : -1, TagOf(kind));

    /// <summary>A turn has been taken.</summary>
    public void TurnEnded(InstanceKind kind, TimeSpan duration) => turns.Record(duration.TotalSeconds, TagOf(kind));

    /// <summary>A turn has been committed.</summary>
    public void Committed(InstanceKind kind) => commits.Add(1, TagOf(kind));

    /// <summary>An orchestration has been replayed.</summary>
    public void Replayed() => replays.Add(1);

    private static KeyValuePair<string, object?> TagOf(InstanceKind kind) => new(Type, kind == InstanceKind.Entity ? "entity" : "orchestration");
}
