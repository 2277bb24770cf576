using System.Diagnostics;
using System.Diagnostics.Metrics;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Jobs;

namespace VideoPipeline.Exporter.Telemetry;

/// <summary>The exporter's instruments and spans; docs/metrics.md says what is normal.</summary>
internal sealed class ExporterTelemetry : IDisposable
{
    /// <summary>The name that listeners know both by.</summary>
    public const string Name = "VideoPipeline.Exporter";

    private readonly ActivitySource source = new(Name);
    private readonly Counter<long> ended;
    private readonly Histogram<double> duration;
    private readonly Counter<double> video;
    private readonly Meter meter;
    private int rendering;

    public ExporterTelemetry(IMeterFactory meters)
    {
        meter = meters.Create(Name);
        ended = meter.CreateCounter<long>("videopipeline.exporter.jobs", "{job}", "Exports that ended.");
        duration = meter.CreateHistogram<double>("videopipeline.exporter.duration", "s", "From an export's begin to its end.");
        video = meter.CreateCounter<double>("videopipeline.exporter.video", "s", "Video that was made.");
        meter.CreateObservableGauge("videopipeline.exporter.rendering", () => rendering, "{job}", "Exports that are under way: 0 or 1.");
    }

    /// <summary>The trace that the calling code is part of; null when there is none.</summary>
    public static string? CurrentTrace => Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;

    /// <summary>Adds the instruments that look at the queue whenever they are read.</summary>
    public void Watch(Func<int> queued, Func<bool> isOpen)
    {
        meter.CreateObservableGauge("videopipeline.exporter.queued", queued, "{job}", "Exports that have been taken and wait.");
        meter.CreateObservableGauge(
            "videopipeline.exporter.seat", () => isOpen() ? 1 : 0, "{seat}", "1 while this process holds its seat, 0 while it stands by.");
    }

    /// <summary>A job begins: its span belongs to the trace of whoever handed it over, also after a restart.</summary>
    public Activity? Begin(JobRecord job)
    {
        Volatile.Write(ref rendering, 1);
        ActivityContext.TryParse(job.TraceParent, null, isRemote: true, out ActivityContext caller);
        return source.StartActivity("export", ActivityKind.Consumer, caller)?.SetTag("videopipeline.request_id", job.RequestId);
    }

    /// <summary>It goes on no longer: it has ended, or this process ends.</summary>
    public void End(JobRecord job, Activity? span)
    {
        Volatile.Write(ref rendering, 0);
        if (!job.HasEnded)
        {
            return;
        }

        string state = job.State.ToString();
        span?.SetTag("videopipeline.state", state);
        if (job.State == ExportState.Failed)
        {
            span?.SetStatus(ActivityStatusCode.Error, job.Error);
        }

        ended.Add(1, new KeyValuePair<string, object?>("state", state));
        if (job.EndedAt - job.StartedAt is { } time)
        {
            duration.Record(time.TotalSeconds, new KeyValuePair<string, object?>("state", state));
        }

        if (job.Result?.VideoSeconds is { } seconds)
        {
            video.Add(seconds);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();
}
