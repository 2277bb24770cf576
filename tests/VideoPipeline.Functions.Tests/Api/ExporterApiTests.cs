using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Time.Testing;
using VideoPipeline.Export;
using VideoPipeline.Functions.Api;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Api;

/// <summary>What callers are told of the exporter.</summary>
public sealed class ExporterApiTests(Azurite azurite) : IClassFixture<Azurite>, IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider time = new(Noon);
    private readonly FakeDurableTaskClient client = new();
    private readonly TestStorage storage = new(azurite);
    private readonly StubExporter exporter = new();

    public void Dispose()
    {
        exporter.Dispose();
        client.DisposeAsync().AsTask().Wait();
    }

    [Fact]
    public async Task Exporter_ThatNobodyUses_IsAvailable()
    {
        JsonNode body = await ReadAsync();

        body["available"]!.GetValue<bool>().Should().BeTrue();
        body["holder"].Should().BeNull();
        body["waiting"]!.AsArray().Should().BeEmpty();
        body["busy_share"]!.GetValue<double>().Should().Be(0);
        body["estimated_free_seconds"]!.GetValue<double>().Should().Be(0);
    }

    [Fact]
    public async Task Exporter_InUse_TellsItsHolderAndWhoWaitsInTheirOrder()
    {
        exporter.Put(Job(Noon.AddMinutes(-30), null));
        PipelineInput holder = await ExportingAsync();
        PipelineInput waiter = await ExportingAsync();
        SemaphoreState state = SemaphoreState.Create(new SlotRules(1, TimeSpan.FromMinutes(10), false), Noon);
        (state, _, _) = state.Acquire(SlotOf(holder), Noon);
        (state, _, _) = state.Acquire(SlotOf(waiter), Noon);
        client.FakeEntities.States[SemaphoreEntity.IdOf(SemaphoreEntity.Exporter)] = state with { Holds = [100, 200] };
        time.Advance(TimeSpan.FromSeconds(50));

        JsonNode body = await ReadAsync();

        body["available"]!.GetValue<bool>().Should().BeFalse();
        body["holder"]!["task_id"]!.GetValue<string>().Should().Be(holder.Request.Pipeline.Value);
        body["holder"]!["video_id"]!.GetValue<string>().Should().Be(holder.Request.VideoId);
        body["holder"]!["since"]!.GetValue<DateTimeOffset>().Should().Be(Noon);
        body["holder"]!["percent"]!.GetValue<int>().Should().Be(40);
        JsonNode next = body["waiting"]!.AsArray().Should().ContainSingle().Subject!;
        next["run_id"]!.GetValue<string>().Should().Be(waiter.RunId.ToString());
        next["position"]!.GetValue<int>().Should().Be(1);
        next["since"]!.GetValue<DateTimeOffset>().Should().Be(Noon);
        next["estimated_wait_seconds"]!.GetValue<double>().Should().BeApproximately(100, 0.01);
        body["busy_share"]!.GetValue<double>().Should().BeApproximately(0.5, 0.02);
        body["average_seconds"]!.GetValue<double>().Should().Be(150);
        body["estimated_free_seconds"]!.GetValue<double>().Should().BeApproximately(250, 0.01);
    }

    [Fact]
    public async Task Exporter_ThatDoesNotAnswer_IsToldOfWithWhatToDo()
    {
        exporter.IsReachable = _ => false;

        JsonNode body = await ReadAsync();

        body["available"]!.GetValue<bool>().Should().BeFalse();
        body["busy_share"].Should().BeNull();
        body["exporter"]!["reachable"]!.GetValue<bool>().Should().BeFalse();
        body["exporter"]!["detail"]!.GetValue<string>().Should().Contain("EXPORT_VIDEO_URL");
    }

    [Fact]
    public async Task Exporter_AskedForByMany_IsLookedAtOnceInAWhile()
    {
        var functions = new ExporterFunctions(new ExporterLane(exporter.Monitor, storage.Records, time));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => functions.GetExporter(HttpAnswer.Request(), client, default)));
        int looks = exporter.Calls.Count;
        time.Advance(TimeSpan.FromSeconds(2));
        await functions.GetExporter(HttpAnswer.Request(), client, default);

        looks.Should().Be(1);
        exporter.Calls.Should().HaveCount(2);
    }

    [Fact]
    public void BusyShare_CountsTheLastHourOnceAndNothingElse()
    {
        ExportJob[] jobs =
        [
            Job(Noon.AddMinutes(-90), Noon.AddMinutes(-50)),
            Job(Noon.AddMinutes(-55), Noon.AddMinutes(-45)),
            Job(Noon.AddMinutes(-5), null),
            Job(Noon.AddMinutes(-200), Noon.AddMinutes(-100)),
            Job(null, null),
        ];

        ExporterLane.BusyShare(jobs, Noon).Should().BeApproximately(20 / 60.0, 0.001);
    }

    private static ExportJob Job(DateTimeOffset? started, DateTimeOffset? ended) =>
        new("request", ended is null ? ExportState.Running : ExportState.Succeeded, 10, null, null, null, [], 0, started, ended);

    private static SlotRequest SlotOf(PipelineInput run) => new(
        ExportStage.RequestIdOf(run.RunId), run.Request.Pipeline.Value, run.RunId.ToString(), run.Request.CreatorId);

    private async Task<PipelineInput> ExportingAsync()
    {
        PipelineInput run = Requests.Input(export: true);
        await storage.Records.ClaimAsync(RunRecord.Requested(run).Start(Noon), default);
        await storage.Records.ChangeAsync(
            run.Key, r => r.With(PipelineStage.Export, s => s.Start(Noon, "Rendering").Report(40, "Rendering", null)), default);
        return run;
    }

    private async Task<JsonNode> ReadAsync()
    {
        var functions = new ExporterFunctions(new ExporterLane(exporter.Monitor, storage.Records, time));
        IActionResult answer = await functions.GetExporter(HttpAnswer.Request(), client, default);
        return System.Text.Json.JsonSerializer.SerializeToNode(((ObjectResult)answer).Value)!;
    }
}
