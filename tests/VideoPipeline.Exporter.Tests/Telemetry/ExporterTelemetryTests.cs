using System.Collections.Concurrent;
using System.Diagnostics;
using VideoPipeline.EndToEnd.Tests;
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

    [Fact]
    public async Task Logs_AreSentByOtlpAndToAzureMonitor_WithTheirEventIdAndTrace()
    {
        await using TelemetryReceiver receiver = await TelemetryReceiver.StartAsync();
        using var caller = new Activity("starter");
        caller.SetIdFormat(ActivityIdFormat.W3C).Start();
        TestExporter exporter = await StartAsync(receiver);
        ExportOrder order = await workshop.OrderAsync(1);
        await exporter.Client.StartAsync(order, default);
        exporter.Renderer.Finish();
        await exporter.EndOfAsync(order.RequestId);
        await workshop.StopAsync(exporter);

        foreach (IReadOnlyList<SentLog> logs in (IReadOnlyList<SentLog>[])[receiver.OtlpLogs, receiver.AzureMonitorLogs])
        {
            logs.Should().ContainSingle(l => l.Id == 3001).Which.Should().Be(new SentLog(
                "VideoPipeline.Exporter", typeof(ExportQueue).FullName!, 3001, caller.TraceId.ToHexString(), $"Export {order.RequestId} begins"));
        }
    }

    // or each request with logs would bring about the next
    [Fact]
    public async Task Sending_IsNotItselfLogged()
    {
        await using TelemetryReceiver receiver = await TelemetryReceiver.StartAsync();
        TestExporter exporter = await StartAsync(receiver, "--Logging:LogLevel:Default", "Trace");
        await receiver.UntilAsync(() => receiver.OtlpLogs.Count > 0 && receiver.AzureMonitorLogs.Count > 0);
        await workshop.StopAsync(exporter);

        receiver.OtlpLogs.Concat(receiver.AzureMonitorLogs).Should().NotContain(l => l.Message.Contains(receiver.Url, StringComparison.Ordinal));
        receiver.OtlpLogs.Concat(receiver.AzureMonitorLogs).Select(l => l.Category).Distinct()
            .Should().NotContain(c => c.StartsWith("System.Net.Http", StringComparison.Ordinal) || c.StartsWith("Azure", StringComparison.Ordinal));
    }

    private Task<TestExporter> StartAsync(TelemetryReceiver receiver, params string[] settings) => workshop.StartAsync(
        settings: [.. receiver.Otlp.Concat(receiver.AzureMonitor).SelectMany(s => (string[])["--" + s.Key, s.Value]), .. settings]);

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
