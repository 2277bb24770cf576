using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>A run is one trace, from the request that starts it to the exporter's rendering, over both processes; its logs belong to it.</summary>
[Trait(Target.Trait, Target.Own)]
public sealed class TracingTests(TracingTests.TracedStudio studio) : IClassFixture<TracingTests.TracedStudio>
{
    [Fact]
    public async Task Run_WithExport_IsOneTraceFromTheStarterToTheExporter_WithItsLogs()
    {
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/pipeline/run")
        {
            Content = JsonContent.Create(new { creator_id = "traced", video_id = "one-trace", export_video = true, transcript = Transcripts.Short }),
        };
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");

        using HttpResponseMessage answer = await studio.Http.SendAsync(request);
        string task = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["task_id"]!.GetValue<string>();
        JsonNode end = await studio.EndOfAsync(task);

        end["status"]!.GetValue<string>().Should().Be("completed", end.ToJsonString());
        foreach (string span in (string[])["create_orchestration:VideoPipelineOrchestrator", "activity:StartExport", "orchestration:VideoPipelineOrchestrator", "export"])
        {
            await studio.Receiver.UntilAsync(trace, span);
        }

        // the draft is built, and the export begins
        foreach ((string service, int id) in ((string, int)[])[("VideoPipeline.Functions", 1001), ("VideoPipeline.Exporter", 3001)])
        {
            bool IsIt(SentLog log) => log.Service == service && log.Id == id && log.Trace == trace.ToHexString();
            await studio.Receiver.UntilAsync(() => studio.Receiver.OtlpLogs.Any(IsIt) && studio.Receiver.AzureMonitorLogs.Any(IsIt));
        }
    }

    /// <summary>App and exporter send their telemetry to one receiver, in both ways.</summary>
    public sealed class TracedStudio : Studio
    {
        internal TelemetryReceiver Receiver { get; private set; } = null!;

        /// <inheritdoc/>
        public override async Task InitializeAsync()
        {
            Receiver = await TelemetryReceiver.StartAsync();
            await base.InitializeAsync();
        }

        /// <inheritdoc/>
        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            await Receiver.DisposeAsync();
        }

        /// <inheritdoc/>
        protected override IDictionary<string, string> Settings() =>
            new Dictionary<string, string>([.. Receiver.Otlp, .. Receiver.AzureMonitor]);

        /// <inheritdoc/>
        protected override IDictionary<string, string> ExporterSettings() =>
            new Dictionary<string, string>(Settings()) { ["Exporter__Preset"] = "draft" };
    }
}
