using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;
using VideoPipeline.Telemetry;
using VideoPipeline.Testing;

namespace VideoPipeline.Tests.Pipelines;

public sealed class RunRecordStoreTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Now = TestRuns.Noon.AddMinutes(1);

    private readonly string prefix = $"t{Guid.NewGuid():N}"[..10];

    private readonly PipelineMetrics metrics = new(new MetricRecorder());

    private IOptions<ArtifactStoreOptions> Places => Options.Create(new ArtifactStoreOptions { Prefix = prefix });

    private RunIndex Index => new(new TableServiceClient(azurite.ConnectionString), Places);

    private RunRecordStore Store => new(new TableServiceClient(azurite.ConnectionString), Index, metrics, Places);

    [Fact]
    public async Task Claim_New_StoresTheRecord()
    {
        RunRecord record = TestRuns.Record().Start(Now).With(PipelineStage.Story, s => s.EndStep(1, "视频")).Finish(Now, new StageFailure("code", "message"));

        await Store.ClaimAsync(record, default);

        (await Store.FindAsync(record.Input.Key, default)).Should().BeEquivalentTo(record);
    }

    [Fact]
    public async Task Claim_Again_AnswersWhatIsStored()
    {
        RunRecord record = TestRuns.Record();
        await Store.ClaimAsync(record, default);
        await Store.ChangeAsync(record.Input.Key, r => r.With(PipelineStage.Story, s => s.Start(Now, "begun")), default);

        RunRecord again = await Store.ClaimAsync(record, default);

        again.Stages[0].State.Should().Be(RunState.Running);
    }

    [Fact]
    public async Task Claim_ByManyAtOnce_HasOneWinner()
    {
        RunRecord record = TestRuns.Record();

        RunRecord[] claimed = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Store.ClaimAsync(record.Start(Now.AddSeconds(i)), default)));

        claimed.Select(c => c.StartedAt).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Find_UnknownRun_IsNull()
    {
        (await Store.FindAsync(TestRuns.Input().Key, default)).Should().BeNull();
        (await Store.ListSinceAsync(TestRuns.Input().Key.Pipeline, DateTimeOffset.UnixEpoch, default)).Should().BeEmpty();
    }

    [Fact]
    public async Task ListSince_SeveralRuns_AreThoseSinceThenThatAreNoDuplicates_TheNewestFirst()
    {
        RunRecord before = TestRuns.Record("video", TestRuns.Noon.AddTicks(-1));
        RunRecord earlier = TestRuns.Record("video", TestRuns.Noon);
        RunRecord later = TestRuns.Record("video", TestRuns.Noon.AddTicks(1));
        RunRecord duplicate = TestRuns.Record("video", TestRuns.Noon.AddSeconds(1)) with { DuplicateOf = later.Input.RunId };
        foreach (RunRecord record in (RunRecord[])[later, before, earlier, duplicate, TestRuns.Record("video2", TestRuns.Noon.AddHours(1))])
        {
            await Store.ClaimAsync(record, default);
        }

        IReadOnlyList<RunRecord> found = await Store.ListSinceAsync(earlier.Input.Key.Pipeline, TestRuns.Noon, default);

        found.Select(r => r.Input.RunId).Should().Equal(later.Input.RunId, earlier.Input.RunId);
    }

    [Fact]
    public async Task Change_ByManyAtOnce_LosesNothing()
    {
        RunRecord record = TestRuns.Record();
        RunRecordStore[] processes = [Store, Store];
        await Store.ClaimAsync(record, default);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(step =>
            processes[step % 2].ChangeAsync(record.Input.Key, r => r.With(PipelineStage.Voice, s => s.EndStep(step, "done")), default)));

        RunRecord? stored = await Store.FindAsync(record.Input.Key, default);
        stored!.Stages[1].StepsDone.Should().BeEquivalentTo(Enumerable.Range(0, 20));
    }

    [Fact]
    public async Task Change_ByALateDuplicateOfAnActivity_WritesNothing()
    {
        RunRecord record = TestRuns.Record();
        await Store.ClaimAsync(record, default);
        await Store.ChangeAsync(record.Input.Key, r => r.With(PipelineStage.Story, s => s.Complete(Now, "done")), default);
        TableEntity before = await RowAsync(record);

        RunRecord late = await Store.ChangeAsync(record.Input.Key, r => r.With(PipelineStage.Story, s => s.Start(Now, "begun")), default);

        late.Stages[0].State.Should().Be(RunState.Completed);
        (await RowAsync(record)).ETag.Should().Be(before.ETag);
    }

    [Fact]
    public async Task Change_FullestRecord_FitsIntoARow()
    {
        string longest = new('视', PipelineInstanceId.MaxPartLength);
        string endless = new('视', 100_000);
        PipelineInput input = TestRuns.Input();
        RunRecord record = RunRecord.Requested(input with { Request = input.Request with { CreatorId = longest, VideoId = longest, AccountName = longest } });
        await Store.ClaimAsync(record, default);

        RunRecord stored = await Store.ChangeAsync(record.Input.Key, r => Enumerable.Range(0, 500)
            .Aggregate(r, (steps, i) => steps.With(PipelineStage.Story, s => s.EndStep(i, "done")).With(PipelineStage.Voice, s => s.EndStep(i, "done")))
            .With(PipelineStage.Story, s => s.End(Now, new StageFailure("code", endless)))
            .Finish(Now, new StageFailure("code", endless)), default);

        (await Store.FindAsync(record.Input.Key, default)).Should().BeEquivalentTo(stored);
    }

    [Fact]
    public async Task Change_UnclaimedRun_IsRefused()
    {
        Func<Task> act = () => Store.ChangeAsync(TestRuns.Input().Key, r => r, default);

        await act.Should().ThrowAsync<InvalidOperationException>().WithMessage("*has no record*");
    }

    [Fact]
    public async Task ListWaiting_GivesThoseThatWaitTheOldestFirst()
    {
        RunRecord second = TestRuns.Record("video", TestRuns.Noon.AddSeconds(1));
        RunRecord first = TestRuns.Record("video");
        RunRecord ended = TestRuns.Record("video", TestRuns.Noon.AddSeconds(-1)).Finish(Now, null);
        RunRecord running = TestRuns.Record("video", TestRuns.Noon.AddSeconds(-2)).Start(Now);
        var duplicate = RunRecord.Duplicate(TestRuns.Input("video", TestRuns.Noon.AddSeconds(-3)), running.Input.RunId);
        foreach (RunRecord record in (RunRecord[])[second, first, ended, running, duplicate])
        {
            await Store.ClaimAsync(record, default);
        }

        IReadOnlyList<RunRecord> waiting = await Store.ListWaitingAsync(first.Input.Key.Pipeline, default);

        waiting.Select(r => r.Input.RunId).Should().Equal(first.Input.RunId, second.Input.RunId);
    }

    [Fact]
    public async Task Page_OfAllRuns_IsNewestFirstAndCountsAll()
    {
        RunRecord[] runs = [.. Enumerable.Range(0, 7).Select(i => TestRuns.Record(requestedAt: TestRuns.Noon.AddMinutes(i)))];
        await Task.WhenAll(runs.Select(r => Store.ClaimAsync(r, default)));

        RunPage page = await Store.PageAsync(new RunFilter(), 2, 3, default);

        page.Total.Should().Be(7);
        page.Runs.Select(r => r.Input.RunId).Should().Equal(runs[4].Input.RunId, runs[3].Input.RunId, runs[2].Input.RunId);
    }

    [Fact]
    public async Task Page_Filtered_GivesOnlyWhatFits()
    {
        RunRecord[] runs = [.. Enumerable.Range(0, 6).Select(i => OfCreator(i % 2 == 0 ? "甲/一" : "乙 #二", TestRuns.Noon.AddMinutes(i)))];
        foreach (RunRecord run in runs)
        {
            await Store.ClaimAsync(run, default);
        }

        await Store.ChangeAsync(runs[0].Input.Key, r => r.Start(Now).Finish(Now, null), default);
        await Store.ChangeAsync(runs[2].Input.Key, r => r.Start(Now), default);

        (await FindAsync(new RunFilter(CreatorId: "甲/一"))).Should().Equal(runs[4], runs[2], runs[0]);
        (await FindAsync(new RunFilter(State: RunState.Completed))).Should().Equal(runs[0]);
        (await FindAsync(new RunFilter(State: RunState.Running))).Should().Equal(runs[2]);
        (await FindAsync(new RunFilter(CreatorId: "甲/一", State: RunState.Pending))).Should().Equal(runs[4]);
        (await FindAsync(new RunFilter(From: TestRuns.Noon.AddMinutes(2), Until: TestRuns.Noon.AddMinutes(4)))).Should().Equal(runs[3], runs[2]);
        (await FindAsync(new RunFilter(CreatorId: "nobody"))).Should().BeEmpty();

        async Task<IEnumerable<RunRecord>> FindAsync(RunFilter filter)
        {
            RunPage page = await Store.PageAsync(filter, 0, 100, default);
            page.Total.Should().Be(page.Runs.Count);
            return page.Runs.Select(found => runs.Single(r => r.Input.RunId == found.Input.RunId));
        }
    }

    [Fact]
    public async Task Page_RunThatWasDeliveredTwiceAtTwoTimes_HasItOnce()
    {
        RunRecord first = TestRuns.Record();
        RunRecord again = RunRecord.Requested(first.Input with { RequestedAt = first.Input.RequestedAt.AddSeconds(1) });
        RunRecord duplicate = RunRecord.Duplicate(TestRuns.Input(requestedAt: TestRuns.Noon.AddSeconds(2)), first.Input.RunId);
        await Store.ClaimAsync(duplicate, default);

        await Store.ClaimAsync(first, default);
        await Store.ClaimAsync(again, default);
        await Store.ClaimAsync(RunRecord.Requested(duplicate.Input), default);

        RunPage page = await Store.PageAsync(new RunFilter(), 0, 10, default);
        page.Total.Should().Be(1);
        page.Runs.Single().Input.RequestedAt.Should().Be(first.Input.RequestedAt);
    }

    [Fact]
    public async Task ListActive_HasARunUntilItHasEnded()
    {
        RunRecord run = TestRuns.Record();
        await Store.ClaimAsync(run, default);
        string[] before = await ActiveAsync();

        await Store.ChangeAsync(run.Input.Key, r => r.Start(Now).Finish(Now, null), default);

        before.Should().Equal(run.Input.RunId.ToString());
        (await ActiveAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Add_ByALateWriterAfterTheEnd_DoesNotHideHowTheRunEnded()
    {
        RunRecord run = TestRuns.Record();
        await Store.ClaimAsync(run, default);
        await Store.ChangeAsync(run.Input.Key, r => r.Start(Now).Finish(Now, null), default);

        await Index.AddAsync(run, default);

        (await Store.PageAsync(new RunFilter(State: RunState.Completed), 0, 10, default)).Total.Should().Be(1);
    }

    [Fact]
    public async Task Remove_LeavesNothingOfTheRun()
    {
        RunRecord run = TestRuns.Record("removed");
        var duplicate = RunRecord.Duplicate(TestRuns.Input("removed"), run.Input.RunId);
        await Store.ClaimAsync(run, default);
        await Store.ClaimAsync(duplicate, default);
        var duplicateOfThat = RunRecord.Duplicate(TestRuns.Input("removed"), duplicate.Input.RunId);
        await Store.ClaimAsync(duplicateOfThat, default);

        await Store.RemoveAsync(RunIndexEntry.Of(run.Input), default);

        (await Store.FindAsync(run.Input.Key, default)).Should().BeNull();
        (await Store.FindAsync(duplicate.Input.Key, default)).Should().BeNull();
        (await Store.FindAsync(duplicateOfThat.Input.Key, default)).Should().BeNull();
        (await Store.PageAsync(new RunFilter(), 0, 10, default)).Total.Should().Be(0);
        (await ActiveAsync()).Should().BeEmpty();
    }

    private static RunRecord OfCreator(string creator, DateTimeOffset requestedAt)
    {
        PipelineInput input = TestRuns.Input(requestedAt: requestedAt);
        return RunRecord.Requested(input with { Request = input.Request with { CreatorId = creator } });
    }

    private async Task<string[]> ActiveAsync()
    {
        var runs = new List<string>();
        await foreach (RunIndexEntry entry in Index.ListActiveAsync(default))
        {
            runs.Add(entry.Run.Run.ToString());
        }

        return [.. runs];
    }

    private async Task<TableEntity> RowAsync(RunRecord record) => await new TableServiceClient(azurite.ConnectionString)
        .GetTableClient(prefix + "PipelineRuns")
        .GetEntityAsync<TableEntity>(record.Input.Key.Pipeline.Value, record.Input.RunId.ToString());
}
