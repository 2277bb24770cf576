using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>A run is one trace, from the request that starts it to the exporter's rendering, over both processes.</summary>
[Trait(Target.Trait, Target.Own)]
public sealed class TracingTests(TracingTests.TracedStudio studio) : IClassFixture<TracingTests.TracedStudio>
{
    [Fact]
    public async Task Run_WithExport_IsOneTraceFromTheStarterToTheExporter()
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
    }

    /// <summary>App and exporter send their spans to one receiver.</summary>
    public sealed class TracedStudio : Studio
    {
        internal SpanReceiver Receiver { get; private set; } = null!;

        /// <inheritdoc/>
        public override async Task InitializeAsync()
        {
            Receiver = await SpanReceiver.StartAsync();
            await base.InitializeAsync();
        }

        /// <inheritdoc/>
        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            await Receiver.DisposeAsync();
        }

        /// <inheritdoc/>
        protected override IDictionary<string, string> Settings() => new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Receiver.Url,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        };

        /// <inheritdoc/>
        protected override IDictionary<string, string> ExporterSettings() =>
            new Dictionary<string, string>(Settings()) { ["Exporter__Preset"] = "draft" };
    }
}
