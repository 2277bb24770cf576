using System.Diagnostics.Metrics;
using VideoPipeline.Pipelines;
using VideoPipeline.Reports;

namespace VideoPipeline.Telemetry;

/// <summary>
/// The app's instruments; docs/metrics.md says what is normal. Runs and stages are counted where their records change, under the row's
/// ETag: each is counted once over all processes, whatever dies in between.
/// </summary>
public sealed class PipelineMetrics
{
    /// <summary>The name that listeners know the instruments by.</summary>
    public const string Name = "VideoPipeline";

    private readonly Counter<long> requested;
    private readonly Counter<long> refused;
    private readonly Counter<long> ended;
    private readonly Counter<long> restarted;
    private readonly Histogram<double> runDuration;
    private readonly Histogram<double> stageDuration;
    private readonly Gauge<int> active;
    private readonly Gauge<double> oldest;
    private readonly Gauge<int> held;
    private readonly Gauge<int> waiting;
    private readonly Counter<long> takenBack;
    private readonly Counter<long> calls;
    private readonly Counter<long> tokens;
    private readonly Counter<long> characters;

    /// <summary>Makes the instruments.</summary>
    public PipelineMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(Name);
        requested = meter.CreateCounter<long>("videopipeline.runs.requested", "{request}", "Requests that got a record.");
        refused = meter.CreateCounter<long>("videopipeline.requests.refused", "{message}", "Messages that went to the poison queue because they are no valid requests.");
        ended = meter.CreateCounter<long>("videopipeline.runs.ended", "{run}", "Runs that ended.");
        restarted = meter.CreateCounter<long>("videopipeline.runs.restarted", "{run}", "Runs that were started again because their orchestration had died.");
        runDuration = meter.CreateHistogram<double>("videopipeline.run.duration", "s", "From a run's begin to its end.");
        stageDuration = meter.CreateHistogram<double>("videopipeline.stage.duration", "s", "From a stage's begin to its end.");
        active = meter.CreateGauge<int>("videopipeline.runs.active", "{run}", "Runs that are under way, at the last sweep.");
        oldest = meter.CreateGauge<double>("videopipeline.runs.oldest", "s", "How long the oldest of them has been under way.");
        held = meter.CreateGauge<int>("videopipeline.slots.held", "{slot}", "Slots that are taken, at the last sweep.");
        waiting = meter.CreateGauge<int>("videopipeline.slots.waiting", "{run}", "Those that wait for a slot, at the last sweep.");
        takenBack = meter.CreateCounter<long>("videopipeline.slots.taken_back", "{slot}", "Slots and places in a queue that were taken back.");
        calls = meter.CreateCounter<long>("videopipeline.provider.calls", "{call}", "Answers of providers.");
        tokens = meter.CreateCounter<long>("videopipeline.provider.tokens", "{token}", "Tokens of language models.");
        characters = meter.CreateCounter<long>("videopipeline.provider.characters", "{character}", "Characters that were spoken.");
    }

    /// <summary>A request has its record.</summary>
    public void Requested(RunRecord record) =>
        requested.Add(1, Tag("kind", record.DuplicateOf is null ? "run" : "duplicate"));

    /// <summary>A message is no valid request.</summary>
    public void Refused() => refused.Add(1);

    /// <summary>A run's record has changed.</summary>
    public void Changed(RunRecord before, RunRecord after)
    {
        if (after.Restarts > before.Restarts)
        {
            restarted.Add(1);
        }

        foreach ((StageRecord then, StageRecord now) in before.Stages.Zip(after.Stages))
        {
            if (then.EndedAt is null && now.EndedAt is not null)
            {
                StageEnded(now);
            }
        }

        if (after.HasEnded && !before.HasEnded)
        {
            RunEnded(after);
        }
    }

    /// <summary>What a sweep has seen of runs that are under way.</summary>
    public void Swept(int runs, TimeSpan oldestRun)
    {
        active.Record(runs);
        oldest.Record(oldestRun.TotalSeconds);
    }

    /// <summary>What a sweep has seen of a resource's slots.</summary>
    public void Swept(string resource, int holders, int waiters, int abandoned)
    {
        held.Record(holders, Tag("resource", resource));
        waiting.Record(waiters, Tag("resource", resource));
        if (abandoned > 0)
        {
            takenBack.Add(abandoned, Tag("resource", resource));
        }
    }

    /// <summary>A provider has answered.</summary>
    public void Called(ProviderCall call)
    {
        KeyValuePair<string, object?> provider = Tag("provider", call.Provider);
        calls.Add(1, provider);
        if (call.InputTokens is { } input)
        {
            tokens.Add(input, provider, Tag("direction", "input"));
        }

        if (call.OutputTokens is { } output)
        {
            tokens.Add(output, provider, Tag("direction", "output"));
        }

        if (call.Characters is { } spoken)
        {
            characters.Add(spoken, provider);
        }
    }

    private void RunEnded(RunRecord run)
    {
        KeyValuePair<string, object?> state = Tag("state", run.State.ToString());
        ended.Add(1, state, Tag("code", run.Failure?.Code), Tag("stage", run.Current?.Stage.ToString()));
        if (run.EndedAt - run.StartedAt is { } duration)
        {
            runDuration.Record(duration.TotalSeconds, state);
        }
    }

    private void StageEnded(StageRecord stage)
    {
        if (stage.EndedAt - stage.StartedAt is { } duration)
        {
            stageDuration.Record(duration.TotalSeconds, Tag("stage", stage.Stage.ToString()), Tag("state", stage.State.ToString()));
        }
    }

    private static KeyValuePair<string, object?> Tag(string name, string? value) => new(name, value);
}
