using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Pipelines;
using VideoPipeline.Story;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Starting;

public sealed class PipelineStarterTests : IClassFixture<Azurite>, IDisposable
{
    private readonly PipelineRequest request = Requests.New();
    private readonly FakeDurableTaskClient client = new();
    private readonly InstantTime time = new();
    private readonly SourceStore sources;
    private readonly RunRecordStore records;
    private readonly RunIndex index;
    private readonly RunScheduler scheduler;
    private readonly PipelineStarter starter;

    public PipelineStarterTests(Azurite azurite)
    {
        var storage = new TestStorage(azurite);
        (sources, records, index, scheduler) = (storage.Sources, storage.Records, storage.Index, storage.Scheduler);
        starter = storage.Starter(time);
    }

    public void Dispose() => client.DisposeAsync().AsTask().Wait();

    [Fact]
    public async Task Start_NothingThere_StartsTheRun()
    {
        StartResult result = await StartAsync(request.Order());

        result.Outcome.Should().Be(StartOutcome.Started);
        result.Pipeline.Should().Be(request.Pipeline);
        client.Starts.Should().ContainSingle().Which.RunId.Should().Be(result.Run);
    }

    [Fact]
    public async Task Start_WithTranscript_PinsItAndDoesNotSendIt()
    {
        await StartAsync(new StartOrder(request, "The whole text.", null));

        string? hash = client.Starts.Single().SourceHash;
        (await sources.ReadAsync(hash!, default)).Should().Be("The whole text.");
    }

    [Fact]
    public async Task Start_WithoutTranscript_PinsTheUploadedSource()
    {
        string hash = await sources.AddAsync("Uploaded.", default);
        await sources.LinkAsync(null, request.VideoId, hash, default);

        await StartAsync(request.Order());

        client.Starts.Single().SourceHash.Should().Be(hash);
    }

    [Fact]
    public async Task Start_AnotherRunIsActive_IsItsDuplicate()
    {
        PipelineInput active = Requests.InputOf(request);
        client.Put(active, OrchestrationRuntimeStatus.Running);

        StartResult result = await StartAsync(request.Order());

        result.Should().Be(new StartResult(request.Pipeline, active.RunId, StartOutcome.Deduplicated));
    }

    [Fact]
    public async Task Start_AnotherRunIsActiveWithOtherOptions_TellsThatTheyDiffer()
    {
        PipelineInput active = Requests.InputOf(request with { PictureSeconds = 90 });
        client.Put(active, OrchestrationRuntimeStatus.Suspended);

        StartResult result = await StartAsync(request.Order());

        result.Should().Be(new StartResult(request.Pipeline, active.RunId, StartOutcome.Deduplicated, true));
    }

    [Fact]
    public async Task Start_DroppedButToldAsSuccess_IsADuplicateOfTheRunThatWon()
    {
        PipelineInput winner = Requests.InputOf(request);
        client.OnStart = _ =>
        {
            client.Put(winner, OrchestrationRuntimeStatus.Running);
            return Task.CompletedTask;
        };

        StartResult result = await StartAsync(request.Order());

        result.Should().Be(new StartResult(request.Pipeline, winner.RunId, StartOutcome.Deduplicated));
    }

    [Fact]
    public async Task Start_ExceptionThoughItRuns_IsStarted()
    {
        client.OnStart = input =>
        {
            client.StartOrRefuse(input);
            throw new TimeoutException("The answer was lost.");
        };

        StartResult result = await StartAsync(request.Order());

        result.Outcome.Should().Be(StartOutcome.Started);
        result.Run.Should().Be(client.Starts.Single().RunId);
    }

    [Fact]
    public async Task Start_DroppedOnceWithNothingThere_IsTriedAgainAsTheSameRun()
    {
        client.OnStart = input =>
        {
            if (client.Starts.Count > 1)
            {
                client.StartOrRefuse(input);
            }

            return Task.CompletedTask;
        };

        StartResult result = await StartAsync(request.Order());

        client.Starts.Should().HaveCount(2).And.OnlyContain(s => s.RunId == result.Run);
    }

    [Fact]
    public async Task Start_RefusedForAMomentAfterATermination_IsTriedAgainAsTheSameRun()
    {
        client.Put(Requests.InputOf(request), OrchestrationRuntimeStatus.Terminated);
        client.OnStart = input =>
        {
            if (client.Starts.Count < 3)
            {
                throw new InvalidOperationException("An Orchestration instance with the status Running already exists.");
            }

            client.StartOrRefuse(input);
            return Task.CompletedTask;
        };

        StartResult result = await StartAsync(request.Order());

        result.Outcome.Should().Be(StartOutcome.Started);
        client.Starts.Should().HaveCount(3).And.OnlyContain(s => s.RunId == result.Run);
    }

    [Fact]
    public async Task Start_EngineAway_FailsAfterBoundedTries()
    {
        client.OnStart = _ => throw new IOException("no connection");

        Func<Task> act = () => StartAsync(request.Order());

        (await act.Should().ThrowAsync<StartFailedException>().WithMessage("*no connection*")).Which.InnerException.Should().BeOfType<IOException>();
        client.Starts.Count.Should().BeInRange(2, 20);
        client.Starts.Select(s => s.RunId).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Start_EqualRequestWithinTheWindow_IsTheRunThatHasEnded()
    {
        PipelineInput ended = await EndedRunAsync();
        time.Now += TimeSpan.FromSeconds(9);

        StartResult result = await StartAsync(request.Order());

        result.Should().Be(new StartResult(request.Pipeline, ended.RunId, StartOutcome.Deduplicated, HasEnded: true));
        client.Starts.Should().BeEmpty();
    }

    [Fact]
    public async Task Start_EqualRequestAfterTheWindow_IsANewRun()
    {
        await EndedRunAsync();
        time.Now += TimeSpan.FromSeconds(11);

        StartResult result = await StartAsync(request.Order());

        result.Outcome.Should().Be(StartOutcome.Started);
        client.Starts.Should().ContainSingle();
    }

    [Fact]
    public async Task Start_OtherOptionsWithinTheWindow_IsANewRun()
    {
        await EndedRunAsync();

        StartResult result = await StartAsync((request with { Subtitles = false }).Order());

        result.Outcome.Should().Be(StartOutcome.Started);
    }

    [Fact]
    public async Task Start_WhileTheOrchestrationOfAnEndedRunIsEnding_WaitsForThatAndIsANewRun()
    {
        PipelineInput ended = await EndedRunAsync();
        client.Put(ended, OrchestrationRuntimeStatus.Running);
        client.OnStart = input =>
        {
            if (client.Starts.Count == 3)
            {
                client.Put(ended, OrchestrationRuntimeStatus.Completed);
            }

            client.StartOrRefuse(input);
            return Task.CompletedTask;
        };

        StartResult result = await StartAsync((request with { Subtitles = false }).Order());

        result.Outcome.Should().Be(StartOutcome.Started);
        client.Starts.Should().HaveCount(3).And.OnlyContain(s => s.RunId == result.Run);
    }

    [Fact]
    public async Task Start_KeyWithinTheWindow_IsANewRun()
    {
        await EndedRunAsync();

        StartResult result = await StartAsync(request.Order("key"));

        result.Should().Be(new StartResult(request.Pipeline, RunId.FromIdempotencyKey(request.Pipeline, "key"), StartOutcome.Started));
    }

    [Fact]
    public async Task Start_SameKeyAfterItsRunHasEnded_IsThatRun()
    {
        StartResult first = await StartAsync(request.Order("key"));
        PipelineInput input = client.Starts.Single();
        await records.ClaimAsync(RunRecord.Requested(input).Finish(time.Now, null), default);
        client.Put(input, OrchestrationRuntimeStatus.Completed);
        time.Now += TimeSpan.FromDays(30);

        StartResult second = await StartAsync(request.Order("key"));

        second.Should().Be(first with { Outcome = StartOutcome.Deduplicated, HasEnded = true });
        client.Starts.Should().ContainSingle();
    }

    [Fact]
    public async Task Start_SameKeyForAnotherRequest_IsThatRunAndTellsThatTheyDiffer()
    {
        StartResult first = await StartAsync(request.Order("key"));
        await records.ClaimAsync(RunRecord.Requested(client.Starts.Single()), default);

        StartResult second = await StartAsync((request with { PictureSeconds = 90 }).Order("key"));

        second.Should().Be(first with { Outcome = StartOutcome.Deduplicated, RequestDiffers = true });
    }

    [Fact]
    public async Task Start_IsNotedBeforeAnybodyIsTold_SoThatARunThatDiesUnclaimedIsFound()
    {
        StartResult result = await StartAsync(request.Order());

        (await index.ListActiveAsync(default).ToListAsync()).Should().ContainSingle().Which.Run.Run.Should().Be(result.Run);
        (await records.PageAsync(new RunFilter(), 0, 10, default)).Total.Should().Be(0, "it is in the lists once it is claimed");
    }

    [Fact]
    public async Task Start_WhileTheRunBeforeHasLostItsWorker_IsItsDuplicateAndDoesNotOvertakeIt()
    {
        PipelineInput lost = await LostRunAsync();

        StartResult result = await StartAsync(request.Order());

        result.Should().Be(new StartResult(request.Pipeline, lost.RunId, StartOutcome.Deduplicated));
        client.Starts.Should().BeEmpty("the sweep starts it again");
    }

    [Fact]
    public async Task Start_Queue_WhileTheRunBeforeHasLostItsWorker_Waits()
    {
        await LostRunAsync();

        StartResult result = await StartAsync(Queued());

        result.Outcome.Should().Be(StartOutcome.Queued);
        client.Starts.Should().BeEmpty();
    }

    [Fact]
    public async Task Start_EngineThatCannotBeReadOnce_IsReadAgain()
    {
        client.FailedReads = 1;

        (await StartAsync(request.Order())).Outcome.Should().Be(StartOutcome.Started);
    }

    [Fact]
    public async Task Start_EngineThatCannotBeRead_FailsAfterBoundedTries()
    {
        client.FailedReads = int.MaxValue;

        Func<Task> act = () => StartAsync(request.Order());

        await act.Should().ThrowAsync<StartFailedException>();
    }

    [Fact]
    public async Task Start_Queue_EngineThatCannotBeRead_IsKept()
    {
        client.FailedReads = int.MaxValue;

        StartResult result = await StartAsync(Queued());

        result.Should().Match<StartResult>(r => r.Outcome == StartOutcome.Queued && r.QueuePosition == 1);
        (await records.ListWaitingAsync(request.Pipeline, default)).Should().ContainSingle();
    }

    [Fact]
    public async Task Start_ManyAtOnce_AllNameTheOneThatRuns()
    {
        const int Callers = 10;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int arrived = 0;
        client.OnStart = async input =>
        {
            int place = Interlocked.Increment(ref arrived);
            if (place == Callers)
            {
                all.TrySetResult();
            }

            await all.Task;
            bool toldAsSuccess = place % 2 == 0;
            try
            {
                client.StartOrRefuse(input);
            }
            catch (InvalidOperationException) when (toldAsSuccess)
            {
                // as the real host does: the surplus start is dropped without a word
            }
        };

        StartResult[] results = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() => StartAsync(request.Order()))));

        results.Select(r => r.Run).Distinct().Should().ContainSingle();
        results.Count(r => r.Outcome == StartOutcome.Started).Should().Be(1);
    }

    [Fact]
    public async Task Start_AfterACancelledRun_IsANewRunEvenWithinTheWindow()
    {
        PipelineInput cancelled = Requests.InputOf(request, time.Now);
        await records.ClaimAsync(RunRecord.Requested(cancelled).RequestCancel(time.Now), default);
        client.Put(cancelled, OrchestrationRuntimeStatus.Completed);

        StartResult result = await StartAsync(request.Order());

        result.Outcome.Should().Be(StartOutcome.Started);
    }

    [Fact]
    public async Task Start_AfterATerminatedRun_IsANewRunEvenWithinTheWindow()
    {
        PipelineInput dead = Requests.InputOf(request, time.Now);
        await records.ClaimAsync(RunRecord.Requested(dead).Start(time.Now), default);
        client.Put(dead, OrchestrationRuntimeStatus.Terminated);

        StartResult result = await StartAsync(request.Order());

        result.Outcome.Should().Be(StartOutcome.Started);
    }

    [Fact]
    public async Task Start_Reject_WhileAnotherRunIsActive_IsRejectedWithThatRun()
    {
        PipelineInput active = Requests.InputOf(request with { PictureSeconds = 90 });
        client.Put(active, OrchestrationRuntimeStatus.Running);

        StartResult result = await StartAsync(request.Order() with { OnDuplicate = OnDuplicate.Reject });

        result.Should().Be(new StartResult(request.Pipeline, active.RunId, StartOutcome.Rejected, true));
    }

    [Fact]
    public async Task Start_Reject_NothingActive_Starts()
    {
        StartResult result = await StartAsync(request.Order() with { OnDuplicate = OnDuplicate.Reject });

        result.Outcome.Should().Be(StartOutcome.Started);
    }

    [Fact]
    public async Task Start_KeyOfADuplicate_NamesThatRunForEver()
    {
        PipelineInput active = Requests.InputOf(request);
        client.Put(active, OrchestrationRuntimeStatus.Running);
        StartResult first = await StartAsync(request.Order("key"));
        await records.ClaimAsync(RunRecord.Requested(active).Start(time.Now).Finish(time.Now, null), default);
        client.Put(active, OrchestrationRuntimeStatus.Completed);
        time.Now += TimeSpan.FromDays(1);

        StartResult again = await StartAsync(request.Order("key"));

        first.Should().Be(new StartResult(request.Pipeline, active.RunId, StartOutcome.Deduplicated));
        again.Should().Be(first with { HasEnded = true });
        client.Starts.Should().BeEmpty();
    }

    [Fact]
    public async Task Start_Queue_NothingActive_Starts()
    {
        StartResult result = await StartAsync(Queued());

        result.Outcome.Should().Be(StartOutcome.Started);
        client.Starts.Should().ContainSingle().Which.RunId.Should().Be(result.Run);
    }

    [Fact]
    public async Task Start_Queue_WhileAnotherRunIsActive_WaitsInOrder()
    {
        client.Put(Requests.InputOf(request), OrchestrationRuntimeStatus.Running);

        StartResult first = await StartAsync(Queued());
        time.Now += TimeSpan.FromMilliseconds(1);
        StartResult second = await StartAsync(Queued());

        new[] { first, second }.Should().OnlyContain(r => r.Outcome == StartOutcome.Queued);
        new[] { first.QueuePosition, second.QueuePosition }.Should().Equal(1, 2);
        (await records.ListWaitingAsync(request.Pipeline, default)).Select(r => r.Input.RunId).Should().Equal(first.Run, second.Run);
    }

    [Fact]
    public async Task Start_Queue_BetweenTwoRuns_LetsTheOldestGoFirst()
    {
        PipelineInput waiting = await WaitingRunAsync();
        time.Now += TimeSpan.FromMilliseconds(1);

        StartResult result = await StartAsync(Queued());

        result.Outcome.Should().Be(StartOutcome.Queued);
        client.Starts.Should().ContainSingle().Which.RunId.Should().Be(waiting.RunId);
    }

    [Fact]
    public async Task Start_Queue_EngineAway_IsKeptAndStartedLater()
    {
        client.OnStart = _ => throw new IOException("no connection");
        StartResult result = await StartAsync(Queued());
        client.OnStart = null;

        await scheduler.AdvanceAsync(request.Pipeline, client, default);

        result.Outcome.Should().Be(StartOutcome.Queued);
        client.Starts.Select(s => s.RunId).Should().Equal(result.Run, result.Run);
    }

    [Fact]
    public async Task Start_Return_BetweenTwoQueuedRuns_IsServedByTheNextOfThem()
    {
        PipelineInput waiting = await WaitingRunAsync();

        StartResult result = await StartAsync(request.Order());

        result.Should().Be(new StartResult(request.Pipeline, waiting.RunId, StartOutcome.Deduplicated));
        client.Starts.Should().ContainSingle().Which.RunId.Should().Be(waiting.RunId);
    }

    [Fact]
    public async Task Retry_OfAFailedRun_ContinuesItAndIsOneRunHoweverOftenItIsAskedFor()
    {
        PipelineInput failed = Requests.InputOf(request, time.Now);
        RunRecord record = await records.ClaimAsync(RunRecord.Requested(failed).Start(time.Now).Finish(time.Now, new StageFailure("code", "why")), default);
        client.Put(failed, OrchestrationRuntimeStatus.Completed);

        StartResult first = await starter.RetryAsync(record, client, default);
        await records.ClaimAsync(RunRecord.Requested(client.Starts.Single()), default);
        StartResult second = await starter.RetryAsync(record, client, default);

        first.Outcome.Should().Be(StartOutcome.Started);
        first.Run.Should().NotBe(failed.RunId);
        client.Starts.Should().ContainSingle().Which.Continues.Should().Be(failed.RunId);
        second.Should().Be(first with { Outcome = StartOutcome.Deduplicated });
    }

    [Fact]
    public async Task Retry_OfARunWithoutATranscript_TakesTheOneThatWasUploadedSince()
    {
        PipelineInput failed = Requests.InputOf(request, time.Now);
        RunRecord record = await records.ClaimAsync(RunRecord.Requested(failed).Start(time.Now).Finish(time.Now, new StageFailure("code", "why")), default);
        string hash = await sources.AddAsync("Uploaded since.", default);
        await sources.LinkAsync(null, request.VideoId, hash, default);

        await starter.RetryAsync(record, client, default);

        client.Starts.Should().ContainSingle().Which.SourceHash.Should().Be(hash);
    }

    private StartOrder Queued() => request.Order() with { OnDuplicate = OnDuplicate.Queue };

    private async Task<PipelineInput> WaitingRunAsync()
    {
        PipelineInput waiting = Requests.InputOf(request, time.Now) with { IsQueued = true };
        await records.ClaimAsync(RunRecord.Requested(waiting), default);
        return waiting;
    }

    // its orchestration has failed, and its record goes on: so it was no failure of its own
    private async Task<PipelineInput> LostRunAsync()
    {
        PipelineInput lost = Requests.InputOf(request, time.Now);
        await records.ClaimAsync(RunRecord.Requested(lost).Start(time.Now), default);
        client.Put(lost, OrchestrationRuntimeStatus.Failed);
        return lost;
    }

    private Task<StartResult> StartAsync(StartOrder order) => starter.StartAsync(order, client, default);

    private async Task<PipelineInput> EndedRunAsync()
    {
        PipelineInput input = Requests.InputOf(request, time.Now);
        await records.ClaimAsync(RunRecord.Requested(input).Finish(time.Now, null), default);
        client.Put(input, OrchestrationRuntimeStatus.Completed);
        return input;
    }
}
