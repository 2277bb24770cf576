using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.Artifacts;
using VideoPipeline.Export;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Host;

/// <summary>host.json and the app agree.</summary>
public sealed class HostSettingsTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly JsonNode Settings = JsonNode.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "host.json")))!;

    // the default of five minutes made a recovery last that long; less than one is not allowed
    [Theory]
    [InlineData("controlQueueVisibilityTimeout")]
    [InlineData("workItemQueueVisibilityTimeout")]
    public void MessagesOfADeadHost_AreHiddenForAMinute(string timeout) =>
        Span(Settings["extensions"]!["durableTask"]!["storageProvider"]![timeout]!).Should().Be(TimeSpan.FromMinutes(1));

    [Fact]
    public void Messages_AreReadAsTheClientsWriteThem() =>
        Settings["extensions"]!["queues"]!["messageEncoding"]!.GetValue<string>().Should().Be("base64");

    [Fact]
    public async Task AwaitExport_WhileTheExportGoesOn_LastsAMinuteAtMost()
    {
        var time = new InstantTime();
        DateTimeOffset begun = time.Now;
        var storage = new TestStorage(azurite);
        PipelineInput run = Requests.Input(export: true);
        await storage.Records.ClaimAsync(RunRecord.Requested(run).Start(time.Now), default);
        var step = new ExportStep(run, 0, new FencingToken(1, 1), new ArtifactReference("drafts", "draft.jy", 1));
        var exporter = new StubExporter { OnFind = wait => time.Now += wait };
        exporter.Put(step.RequestId, ExportState.Running);
        var reporter = new StageReporter(
            storage.Records, storage.Log, new CancelWatch(storage.Records, time), time, NullLogger<StageReporter>.Instance);
        var activities = new ExportActivities(
            exporter.Client, storage.Artifacts, reporter, new FixedOptions<SlotOptions>(new SlotOptions()), time);

        ExportProgress progress = await activities.AwaitExport(step, default);

        progress.Phase.Should().Be(ExportPhase.UnderWay, "it is asked about again");
        (time.Now - begun).Should().BePositive().And.BeLessThanOrEqualTo(TimeSpan.FromMinutes(1))
            .And.BeLessThan(Span(Settings["functionTimeout"]!) / 2);
    }

    private static TimeSpan Span(JsonNode setting) => TimeSpan.Parse(setting.GetValue<string>(), CultureInfo.InvariantCulture);
}
