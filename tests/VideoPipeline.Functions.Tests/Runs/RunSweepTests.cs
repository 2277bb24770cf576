using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Functions.Runs;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Runs;

public sealed class RunSweepTests : IClassFixture<Azurite>, IDisposable
{
    private readonly FakeDurableTaskClient client = new();
    private readonly InstantTime time = new();
    private readonly RunRecordStore records;
    private readonly RunIndex index;
    private readonly RunSweep sweep;
    private readonly TestStorage storage;

    public RunSweepTests(Azurite azurite)
    {
        storage = new TestStorage(azurite);
        (records, index) = (storage.Records, storage.Index);
        sweep = new RunSweep(
            records, index, storage.Scheduler, storage.Canceller(time), storage.Callbacks, storage.Metrics, storage.Reports, Options.Create(new RunOptions()), time,
            NullLogger<RunSweep>.Instance);
    }

    public void Dispose() => client.DisposeAsync().AsTask().Wait();

    [Fact]
    public async Task Sweep_RunThatIsActive_LeavesItAlone()
    {
        PipelineInput run = await StartedRunAsync(OrchestrationRuntimeStatus.Running);

        RunRecord after = await SweptAsync(run);

        after.State.Should().Be(RunState.Running);
        client.Starts.Should().BeEmpty();
    }

    [Fact]
    public async Task Sweep_RunWhoseOrchestrationFailed_StartsItAgainAsTheSameRun()
    {
        PipelineInput run = await StartedRunAsync(OrchestrationRuntimeStatus.Failed);

        RunRecord after = await SweptAsync(run);

        after.State.Should().Be(RunState.Running);
        after.Restarts.Should().Be(1);
        client.Starts.Should().ContainSingle().Which.Should().Be(run);
    }

    [Fact]
    public async Task Sweep_RunThatIsSeenToHaveDied_IsStartedAgainAtOnce()
    {
        PipelineInput run = Requests.Input();
        await records.ClaimAsync(RunRecord.Requested(run).Start(time.Now), default);
        client.Put(run, OrchestrationRuntimeStatus.Failed);

        (await SweptAsync(run)).Restarts.Should().Be(1);
    }

    [Fact]
    public async Task Sweep_RunThatDiedBeforeItWasClaimed_IsStartedAgain()
    {
        PipelineInput run = Requests.Input();
        await index.AddActiveAsync(run, default);
        client.Put(run, OrchestrationRuntimeStatus.Failed);

        RunRecord after = await SweptAsync(run);

        after.State.Should().Be(RunState.Pending);
        client.Starts.Should().ContainSingle().Which.Should().Be(run);
    }

    [Fact]
    public async Task Sweep_RunThatNobodyHasClaimedYet_LeavesItAlone()
    {
        PipelineInput run = Requests.Input();
        await index.AddActiveAsync(run, default);
        client.Put(run, OrchestrationRuntimeStatus.Pending);

        await sweep.SweepRuns(new TimerInfo(), client, default);

        client.Starts.Should().BeEmpty();
        (await ActiveAsync()).Should().ContainSingle();
        (await records.FindAsync(run.Key, default)).Should().BeNull();
    }

    [Fact]
    public async Task Sweep_ActiveRunThatIsToStop_IsToldAgain()
    {
        PipelineInput run = await StartedRunAsync(OrchestrationRuntimeStatus.Running);
        await records.ChangeAsync(run.Key, r => r.RequestCancel(time.Now), default);

        await SweptAsync(run);

        client.Events.Should().Equal((run.Key.Pipeline.Value, CancelSignal.EventOf(run.RunId)));
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Terminated)]
    [InlineData(OrchestrationRuntimeStatus.Failed)]
    public async Task Sweep_DeadRun_EndsTheStagesThatOutliveIt(OrchestrationRuntimeStatus status)
    {
        PipelineInput run = await StartedRunAsync(status);
        string voice = StageChild.IdOf(run.RunId, PipelineStage.Voice);
        client.PutChild(run, StageChild.IdOf(run.RunId, PipelineStage.Story), OrchestrationRuntimeStatus.Completed);
        client.PutChild(run, voice, OrchestrationRuntimeStatus.Running);

        await SweptAsync(run);

        client.Terminated.Should().Equal(voice);
    }

    [Fact]
    public async Task Sweep_StageThatEndsBeforeItIsTerminated_IsLookedAtAgainAndTheOthersAreNotHeldUp()
    {
        PipelineInput run = await StartedRunAsync(OrchestrationRuntimeStatus.Terminated);
        PipelineInput other = await StartedRunAsync(OrchestrationRuntimeStatus.Failed);
        string voice = StageChild.IdOf(run.RunId, PipelineStage.Voice);
        client.PutChild(run, voice, OrchestrationRuntimeStatus.Running);
        client.Refusal = new IOException("Status(StatusCode=\"Unknown\", Detail=\"Exception was thrown by handler.\")");

        RunRecord first = await SweptAsync(run);
        client.PutChild(run, voice, OrchestrationRuntimeStatus.Completed);
        RunRecord second = await SweptAsync(run);

        (first.State, second.State).Should().Be((RunState.Running, RunState.Failed));
        client.Terminated.Should().Equal(voice);
        client.Starts.Should().ContainSingle().Which.Should().Be(other);
    }

    [Fact]
    public async Task Sweep_RunThatWasStartedThisMoment_GivesTheEngineTimeToShowIt()
    {
        PipelineInput run = Requests.Input();
        await records.ClaimAsync(RunRecord.Requested(run).Start(time.Now), default);

        RunRecord after = await SweptAsync(run);

        after.Restarts.Should().Be(0);
        client.Starts.Should().BeEmpty();
    }

    [Fact]
    public async Task Sweep_RunThatDiesAgainAndAgain_EndsItWithAReason()
    {
        PipelineInput run = await StartedRunAsync(OrchestrationRuntimeStatus.Failed);
        client.OnStart = _ => throw new IOException("no worker");

        RunRecord after = await SweptAsync(run);
        for (int i = 0; i < 5; i++)
        {
            time.Now += TimeSpan.FromMinutes(2);
            after = await SweptAsync(run);
        }

        after.State.Should().Be(RunState.Failed);
        after.Failure!.Message.Should().Contain("started again 5 times");
        client.Starts.Should().HaveCount(5);
    }

    [Fact]
    public async Task Sweep_RunThatWasTerminated_EndsItsRecord()
    {
        PipelineInput run = await StartedRunAsync(OrchestrationRuntimeStatus.Terminated);

        RunRecord after = await SweptAsync(run);

        after.State.Should().Be(RunState.Failed);
        after.Failure!.Code.Should().Be("terminated");
        client.Starts.Should().BeEmpty();
        ArtifactReference report = (await storage.Artifacts.FindAsync(ArtifactKind.Log, run.Key, ArtifactNames.Report, default))!;
        (await storage.Artifacts.ReadAsync(report, default)).ToString().Should().Contain("terminated");
    }

    [Fact]
    public async Task Sweep_TerminatedRunWhosePipelineRunsAgain_EndsOnlyTheDeadOne()
    {
        PipelineInput dead = await StartedRunAsync(OrchestrationRuntimeStatus.Terminated);
        PipelineInput alive = Requests.InputOf(dead.Request, time.Now);
        await records.ClaimAsync(RunRecord.Requested(alive).Start(time.Now), default);
        client.Put(alive, OrchestrationRuntimeStatus.Running);

        RunRecord after = await SweptAsync(dead);

        after.Failure!.Code.Should().Be("terminated");
        (await records.FindAsync(alive.Key, default))!.State.Should().Be(RunState.Running);
    }

    [Fact]
    public async Task Sweep_DeadRunThatWasToBeCancelled_EndsItAsCancelled()
    {
        PipelineInput run = await StartedRunAsync(OrchestrationRuntimeStatus.Failed);
        await records.ChangeAsync(run.Key, r => r.RequestCancel(time.Now), default);

        RunRecord after = await SweptAsync(run);

        after.State.Should().Be(RunState.Cancelled);
    }

    [Fact]
    public async Task Sweep_WaitingRunsOfAnIdlePipeline_StartsTheOldest()
    {
        PipelineInput second = Requests.InputOf(Requests.New(), time.Now.AddSeconds(1)) with { IsQueued = true };
        PipelineInput first = Requests.InputOf(second.Request, time.Now) with { IsQueued = true };
        await records.ClaimAsync(RunRecord.Requested(second), default);
        await records.ClaimAsync(RunRecord.Requested(first), default);

        await SweptAsync(first);

        client.Starts.Should().ContainSingle().Which.RunId.Should().Be(first.RunId);
    }

    [Fact]
    public async Task Sweep_EndThatTheIndexMissed_NotesIt()
    {
        PipelineInput run = Requests.Input();
        await records.ClaimAsync(RunRecord.Requested(run).Start(time.Now).Finish(time.Now, null), default);

        await SweptAsync(run);

        (await ActiveAsync()).Should().BeEmpty();
        (await records.PageAsync(new RunFilter(State: RunState.Completed), 0, 10, default)).Total.Should().Be(1);
    }

    [Fact]
    public async Task Sweep_IndexOfARequestThatWasNeverWritten_ForgetsItInTheEnd()
    {
        PipelineInput run = Requests.Input();
        await index.AddAsync(RunRecord.Requested(run), default);
        await sweep.SweepRuns(new TimerInfo(), client, default);
        int kept = (await ActiveAsync()).Count;
        time.Now += TimeSpan.FromHours(2);

        await sweep.SweepRuns(new TimerInfo(), client, default);

        kept.Should().Be(1, "its record may be written this moment");
        (await ActiveAsync()).Should().BeEmpty();
    }

    private async Task<PipelineInput> StartedRunAsync(OrchestrationRuntimeStatus status)
    {
        PipelineInput run = Requests.InputOf(Requests.New(), time.Now);
        await records.ClaimAsync(RunRecord.Requested(run).Start(time.Now), default);
        client.Put(run, status);
        time.Now += TimeSpan.FromMinutes(2);
        return run;
    }

    private async Task<RunRecord> SweptAsync(PipelineInput run)
    {
        await sweep.SweepRuns(new TimerInfo(), client, default);
        return (await records.FindAsync(run.Key, default))!;
    }

    private ValueTask<List<RunIndexEntry>> ActiveAsync() => index.ListActiveAsync(default).ToListAsync();
}
