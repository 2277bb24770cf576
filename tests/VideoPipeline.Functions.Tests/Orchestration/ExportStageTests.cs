using System.Net;
using System.Net.Http.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Artifacts;
using VideoPipeline.Drafts;
using VideoPipeline.Export;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Orchestration;

public sealed class ExportStageTests(Azurite azurite) : IClassFixture<Azurite>, IAsyncLifetime
{
    private readonly FunctionHost host = new(typeof(ExportFunctions), typeof(ExportActivities)) { Storage = azurite.ConnectionString };
    private readonly PipelineInput input = Requests.Input(export: true);

    private string Export => ExportStage.RequestIdOf(input.RunId);

    public async Task InitializeAsync()
    {
        host.Exporter.HasLongPolls = true;
        await host.InitializeAsync();
        await PrepareAsync(input);
    }

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Export_ThatSucceeds_IsRecorded_AndGivesTheSlotBack()
    {
        await StartAsync(input);
        await host.Exporter.CalledAsync($"PUT {Export}");

        host.Exporter.Put(Export, ExportState.Succeeded);

        (await EndAsync(input)).Should().Be(StageOutcome.Done);
        StageRecord record = await RecordAsync();
        record.State.Should().Be(RunState.Completed);
        record.Detail.Should().Be("1:05 of video");
        (await host.SemaphoreAsync(SemaphoreEntity.Exporter, s => s.Holders.Count == 0)).Holds.Should().ContainSingle();
    }

    [Fact]
    public async Task Export_WhosePreviewIsStillMade_GivesTheSlotBackAndWaitsForIt()
    {
        await StartAsync(input);
        await host.Exporter.CalledAsync($"GET {Export}");
        var stored = new ExportJob(Export, ExportState.Succeeded, 100, null, null, 65, [], IsSettled: false);

        host.Exporter.Put(stored);
        await host.SemaphoreAsync(SemaphoreEntity.Exporter, s => s.Holders.Count == 0);
        OrchestrationMetadata? meanwhile = await host.Client.GetInstanceAsync(Id(input));
        host.Exporter.Put(stored with { IsSettled = true });

        meanwhile!.IsCompleted.Should().BeFalse();
        (await EndAsync(input)).Should().Be(StageOutcome.Done);
    }

    [Fact]
    public async Task Export_ThatFails_FailsTheStage_AndTheNextRunGetsTheExporter()
    {
        PipelineInput next = Requests.Input(export: true);
        await PrepareAsync(next);
        await StartAsync(input);
        await host.Exporter.CalledAsync($"PUT {Export}");
        await StartAsync(next);
        await host.SemaphoreAsync(SemaphoreEntity.Exporter, s => s.Waiters.Count == 1);

        host.Exporter.Put(Export, ExportState.Failed);
        await host.Exporter.CalledAsync($"PUT {ExportStage.RequestIdOf(next.RunId)}");
        host.Exporter.Put(ExportStage.RequestIdOf(next.RunId), ExportState.Succeeded);

        (await EndAsync(input)).Failure!.Code.Should().Be("export-failed");
        (await EndAsync(next)).Should().Be(StageOutcome.Done);
        (await RecordAsync()).State.Should().Be(RunState.Failed);
        host.Exporter.Tokens.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Export_WithATokenThatIsTooLow_AcquiresAHigherOne()
    {
        int submissions = 0;
        host.Exporter.OnPut = _ => ++submissions == 1 ? Refusal(HttpStatusCode.Conflict) : null;
        host.Exporter.Put(Export, ExportState.Succeeded);

        await StartAsync(input);

        (await EndAsync(input)).Should().Be(StageOutcome.Done);
        host.Exporter.Tokens.Should().HaveCount(2).And.BeInAscendingOrder();
    }

    [Theory]
    [InlineData(HttpStatusCode.Conflict, 3)]
    [InlineData(HttpStatusCode.UnprocessableEntity, 1)]
    public async Task Export_ThatIsRefusedForGood_FailsTheStage(HttpStatusCode status, int submissions)
    {
        host.Exporter.OnPut = _ => Refusal(status);

        await StartAsync(input);

        (await EndAsync(input)).Failure.Should().Be(new StageFailure("export-refused", "Not this one."));
        host.Exporter.Tokens.Should().HaveCount(submissions);
        await host.SemaphoreAsync(SemaphoreEntity.Exporter, s => s.Holders.Count == 0);
    }

    [Fact]
    public async Task Export_ThatTheExporterHasLost_IsStartedAgainUnderTheSameRequest()
    {
        await StartAsync(input);
        await host.Exporter.CalledAsync($"GET {Export}");
        host.Exporter.Forget(Export);
        await host.Exporter.CalledAsync($"PUT {Export}", 2);

        host.Exporter.Put(Export, ExportState.Succeeded);

        (await EndAsync(input)).Should().Be(StageOutcome.Done);
        host.Exporter.Tokens.Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Export_ThatWasCancelledWhenItsRunSeemedGone_IsAskedForUnderAnotherRequest()
    {
        host.Exporter.Put(Export, ExportState.Cancelled);
        host.Exporter.Put($"{Export}-2", ExportState.Succeeded);

        await StartAsync(input);

        (await EndAsync(input)).Should().Be(StageOutcome.Done);
        host.Exporter.Calls.Should().Contain($"PUT {Export}-2");
    }

    [Fact]
    public async Task Export_OfAnExecutionThatTookOverFromADeadOne_GoesOnWithTheRequestThatIsNotGivenUp()
    {
        // the dead one holds the slot under an ID that it had given up, and had asked for another one
        await host.Client.Entities.SignalEntityAsync(
            SemaphoreEntity.IdOf(SemaphoreEntity.Exporter),
            nameof(SemaphoreEntity.Acquire),
            new SlotRequest(Export, Id(input), input.RunId.ToString(), input.Request.CreatorId));
        await host.SemaphoreAsync(SemaphoreEntity.Exporter, s => s.Holders.Count == 1);
        await Records.ChangeAsync(input.Key, r => r.With(PipelineStage.Export, s => s.GiveUp(1)), default);
        host.Exporter.Put($"{Export}-2", ExportState.Succeeded);

        await StartAsync(input);

        (await EndAsync(input)).Should().Be(StageOutcome.Done);
        host.Exporter.Calls.Should().NotContain($"PUT {Export}");
    }

    [Fact]
    public async Task Cancel_WhoseEventIsLost_IsSeenInTheRecord()
    {
        host.Exporter.HasLongPolls = false;
        await StartAsync(input);
        await host.Exporter.CalledAsync($"GET {Export}");

        await Records.ChangeAsync(input.Key, r => r.Start(DateTimeOffset.UtcNow).RequestCancel(DateTimeOffset.UtcNow), default);

        (await EndAsync(input)).Should().Be(StageOutcome.Cancelled);
        host.Exporter.Jobs[Export].State.Should().Be(ExportState.Cancelled);
    }

    [Fact]
    public async Task Cancel_WhileTheExporterRenders_StopsItBeforeTheSlotIsGivenBack()
    {
        host.Exporter.ConfirmsCancellations = false;
        await StartAsync(input);
        await host.Exporter.CalledAsync($"GET {Export}");

        await host.Client.RaiseEventAsync(Id(input), CancelSignal.EventOf(input.RunId), "");
        await host.Exporter.CalledAsync($"DELETE {Export}");
        SemaphoreState before = await host.SemaphoreAsync(SemaphoreEntity.Exporter, _ => true);
        host.Exporter.Put(Export, ExportState.Cancelled);

        (await EndAsync(input)).Should().Be(StageOutcome.Cancelled);
        before.Holders.Should().ContainSingle();
        await host.SemaphoreAsync(SemaphoreEntity.Exporter, s => s.Holders.Count == 0);
    }

    [Fact]
    public async Task WaitingForTheExporter_IsInTheRecord()
    {
        PipelineInput holder = Requests.Input(export: true);
        await PrepareAsync(holder);
        await StartAsync(holder);
        await host.Exporter.CalledAsync($"PUT {ExportStage.RequestIdOf(holder.RunId)}");

        await StartAsync(input);
        await host.SemaphoreAsync(SemaphoreEntity.Exporter, s => s.Waiters.Count == 1);

        (await RecordAsync()).WaitingFor.Should().Be("the exporter");
        host.Exporter.Put(ExportStage.RequestIdOf(holder.RunId), ExportState.Succeeded);
        await host.Exporter.CalledAsync($"PUT {Export}");
        host.Exporter.Put(Export, ExportState.Succeeded);
        (await EndAsync(input)).Should().Be(StageOutcome.Done);
    }

    private static string Id(PipelineInput run) => run.Key.Pipeline.Value;

    private static HttpResponseMessage Refusal(HttpStatusCode status) =>
        new(status) { Content = JsonContent.Create(new { detail = "Not this one." }) };

    private RunRecordStore Records => host.Services.GetRequiredService<RunRecordStore>();

    private async Task PrepareAsync(PipelineInput run)
    {
        var artifacts = host.Services.GetRequiredService<ArtifactStore>();
        var draft = new ArtifactReference("drafts", $"{run.Key.BlobPrefix}draft.jy", 1);
        var manifest = new DraftManifest("draft", TimeSpan.FromSeconds(65), draft);
        await Records.ClaimAsync(RunRecord.Requested(run), default);
        await artifacts.AddJsonAsync(ArtifactKind.Draft, run.Key, ArtifactNames.Manifest, manifest, default);
    }

    private Task StartAsync(PipelineInput run) =>
        host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(ExportFunctions.RunExport), run, new StartOrchestrationOptions(Id(run)));

    private async Task<StageOutcome> EndAsync(PipelineInput run)
    {
        OrchestrationMetadata ended = await host.Client.WaitForInstanceCompletionAsync(Id(run), true).WaitAsync(TimeSpan.FromSeconds(60));
        ended.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Completed);
        return ended.ReadOutputAs<StageOutcome>()!;
    }

    private async Task<StageRecord> RecordAsync()
    {
        RunRecord? record = await Records.FindAsync(input.Key, default);
        return record!.Stages.Single(s => s.Stage == PipelineStage.Export);
    }
}
