using VideoPipeline.Artifacts;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;
using VideoPipeline.Reports;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Activities;

public sealed class RunActivitiesTests(Azurite azurite) : IClassFixture<Azurite>
{
    private readonly InstantTime time = new();
    private readonly TestStorage storage = new(azurite);

    private RunActivities Activities => new(storage.Records, storage.Log, storage.Reports, storage.Twins, time);

    [Fact]
    public async Task Claim_NewRun_BeginsIt()
    {
        PipelineInput run = Requests.InputOf(Requests.New(), time.Now);

        RunOutcome? known = await Activities.ClaimRun(run, default);

        known.Should().BeNull();
        (await FindAsync(run)).State.Should().Be(RunState.Running);
    }

    [Fact]
    public async Task Claim_AgainAfterACrash_GoesOn()
    {
        PipelineInput run = Requests.InputOf(Requests.New(), time.Now);
        await Activities.ClaimRun(run, default);

        RunOutcome? known = await Activities.ClaimRun(run, default);

        known.Should().BeNull();
    }

    [Fact]
    public async Task Finish_Run_WritesItsReportOnce()
    {
        PipelineInput run = Requests.InputOf(Requests.New(), time.Now);
        await Activities.ClaimRun(run, default);
        await storage.Journal.RecordAsync(run.Key, PipelineStage.Story, "plan", () =>
        {
            storage.Meter.Add(new ProviderCall("openai", "m", 1000, 200, Cost: 0.5m));
            return Task.FromResult(1);
        }, default);

        await Activities.FinishRun(new RunEnd(run, null), default);
        await Activities.FinishRun(new RunEnd(run, null), default);

        ArtifactReference json = (await storage.Artifacts.FindAsync(ArtifactKind.Log, run.Key, ArtifactNames.Report, default))!;
        RunReport report = await storage.Artifacts.ReadJsonAsync<RunReport>(json, default);
        report.State.Should().Be(RunState.Completed);
        report.Cost.Should().Be(0.5m);
        report.Steps.Should().ContainSingle().Which.Step.Should().Be("plan");
        (await storage.Artifacts.FindAsync(ArtifactKind.Log, run.Key, ArtifactNames.ReportText, default)).Should().NotBeNull();
    }

    [Fact]
    public async Task Claim_LateDuplicate_EndsAtOnceAndResolvesToTheEarlierRun()
    {
        PipelineInput first = Requests.InputOf(Requests.New(), time.Now);
        await Activities.ClaimRun(first, default);
        await Activities.FinishRun(new RunEnd(first, null), default);
        PipelineInput late = Requests.InputOf(first.Request, time.Now.AddSeconds(5));

        RunOutcome? known = await Activities.ClaimRun(late, default);

        known.Should().Be(new RunOutcome(first.RunId, RunState.Completed, null));
        (await storage.Records.FindServingAsync(late.Key, default))!.Input.RunId.Should().Be(first.RunId);
    }

    [Fact]
    public async Task Claim_AfterARunThatWasEndedFromOutside_IsNoDuplicateOfIt()
    {
        PipelineInput dead = Requests.InputOf(Requests.New(), time.Now);
        await Activities.ClaimRun(dead, default);

        RunOutcome? known = await Activities.ClaimRun(Requests.InputOf(dead.Request, time.Now.AddSeconds(1)), default);

        known.Should().BeNull();
    }

    [Fact]
    public async Task Claim_RunThatHasEnded_AnswersItsEnd()
    {
        PipelineInput run = Requests.InputOf(Requests.New(), time.Now);
        await Activities.ClaimRun(run, default);
        var failure = new StageFailure("code", "why");
        await Activities.FinishRun(new RunEnd(run, failure), default);

        RunOutcome? known = await Activities.ClaimRun(run, default);

        known.Should().Be(new RunOutcome(run.RunId, RunState.Failed, failure));
    }

    [Fact]
    public async Task Claim_RunThatWasCancelledWhileItWaited_DoesNotBeginIt()
    {
        PipelineInput run = Requests.InputOf(Requests.New(), time.Now) with { IsQueued = true };
        await storage.Records.ClaimAsync(RunRecord.Requested(run).RequestCancel(time.Now), default);

        RunOutcome? known = await Activities.ClaimRun(run, default);

        known!.State.Should().Be(RunState.Cancelled);
    }

    [Fact]
    public async Task FindNext_GivesTheOldestThatWaits()
    {
        PipelineInput ended = Requests.InputOf(Requests.New(), time.Now);
        PipelineInput later = Requests.InputOf(ended.Request, time.Now.AddSeconds(2)) with { IsQueued = true };
        PipelineInput sooner = Requests.InputOf(ended.Request, time.Now.AddSeconds(1)) with { IsQueued = true };
        await storage.Records.ClaimAsync(RunRecord.Requested(later), default);
        await storage.Records.ClaimAsync(RunRecord.Requested(sooner), default);

        PipelineInput? next = await Activities.FindNextRun(ended, default);

        next.Should().Be(sooner);
    }

    private async Task<RunRecord> FindAsync(PipelineInput run) => (await storage.Records.FindAsync(run.Key, default))!;
}
