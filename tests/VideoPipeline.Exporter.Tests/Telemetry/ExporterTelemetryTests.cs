using System.Collections.Concurrent;
using System.Diagnostics;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Jobs;
using VideoPipeline.Exporter.Telemetry;
using VideoPipeline.Exporter.Tests.Hosting;
using VideoPipeline.Testing;

namespace VideoPipeline.Exporter.Tests.Telemetry;

[Collection(nameof(SharedStorage))]
public sealed class ExporterTelemetryTests(Azurite azurite) : IAsyncLifetime
{
    private readonly Workshop workshop = new(azurite);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await workshop.CloseAsync();

    [Fact]
    public async Task Export_BelongsToTheTraceOfWhoeverHandedItOver_AlsoAfterARestart()
    {
        var spans = new ConcurrentQueue<Activity>();
        using ActivityListener listener = ListenTo(spans);
        using var caller = new Activity("starter");
        caller.SetIdFormat(ActivityIdFormat.W3C).Start();
        TestExporter killed = await workshop.StartAsync();
        ExportOrder order = await workshop.OrderAsync(1);
        await killed.Client.StartAsync(order, default);
        await killed.Renderer.UntilBegunAsync();

        TestExporter exporter = await workshop.StartAsync(workshop.CopyState("state", "killed"));
        exporter.Renderer.Finish();
        await exporter.EndOfAsync(order.RequestId);

        Activity span = spans.Should().ContainSingle(s => s.GetTagItem("videopipeline.request_id") as string == order.RequestId).Subject;
        span.TraceId.Should().Be(caller.TraceId);
        span.GetTagItem("videopipeline.state").Should().Be("Succeeded");
    }

    [Fact]
    public void Metrics_OfAJob_TellThatItIsUnderWayAndHowItEnded()
    {
        using var recorder = new MetricRecorder();
        using var telemetry = new ExporterTelemetry(recorder);
        telemetry.Watch(() => 3, () => true);
        DateTimeOffset start = DateTimeOffset.UnixEpoch;
        var job = new JobRecord("one", 1, null, null) { StartedAt = start };

        Activity? span = telemetry.Begin(job);
        recorder.Observe();
        telemetry.End(job with { State = ExportState.Succeeded, EndedAt = start.AddSeconds(9), Result = new ExportResult(null, null, 12.5, []) }, span);
        recorder.Observe();

        recorder.Of("videopipeline.exporter.rendering").Select(m => m.Value).Should().Equal(1, 0);
        recorder.Of("videopipeline.exporter.queued").Select(m => m.Value).Should().AllBeEquivalentTo(3);
        recorder.Of("videopipeline.exporter.seat").Select(m => m.Value).Should().AllBeEquivalentTo(1);
        recorder.Of("videopipeline.exporter.jobs").Should().ContainSingle(m => m.Tags == "state=Succeeded");
        recorder.Of("videopipeline.exporter.duration").Should().ContainSingle(m => m.Value == 9);
        recorder.Of("videopipeline.exporter.video").Should().ContainSingle(m => m.Value == 12.5);
    }

    private static ActivityListener ListenTo(ConcurrentQueue<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ExporterTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
