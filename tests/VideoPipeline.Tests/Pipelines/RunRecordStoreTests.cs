using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;

namespace VideoPipeline.Tests.Pipelines;

public sealed class RunRecordStoreTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Now = TestRuns.Noon.AddMinutes(1);

    private readonly string prefix = $"t{Guid.NewGuid():N}"[..10];

    private RunRecordStore Store => new(new TableServiceClient(azurite.ConnectionString), Options.Create(new ArtifactStoreOptions { Prefix = prefix }));

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
        (await Store.FindLatestAsync(TestRuns.Input().Key.Pipeline, default)).Should().BeNull();
    }

    [Fact]
    public async Task FindLatest_SeveralRuns_IsTheNewestRequestThatIsNoDuplicate()
    {
        RunRecord earlier = TestRuns.Record("video", TestRuns.Noon);
        RunRecord later = TestRuns.Record("video", TestRuns.Noon.AddTicks(1));
        RunRecord duplicate = TestRuns.Record("video", TestRuns.Noon.AddSeconds(1)) with { DuplicateOf = later.Input.RunId };
        foreach (RunRecord record in (RunRecord[])[later, earlier, duplicate, TestRuns.Record("video2", TestRuns.Noon.AddHours(1))])
        {
            await Store.ClaimAsync(record, default);
        }

        RunRecord? latest = await Store.FindLatestAsync(earlier.Input.Key.Pipeline, default);

        latest!.Input.RunId.Should().Be(later.Input.RunId);
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
            .With(PipelineStage.Story, s => s.Fail(Now, endless))
            .Finish(Now, new StageFailure("code", endless)), default);

        (await Store.FindAsync(record.Input.Key, default)).Should().BeEquivalentTo(stored);
    }

    [Fact]
    public async Task Change_UnclaimedRun_IsRefused()
    {
        Func<Task> act = () => Store.ChangeAsync(TestRuns.Input().Key, r => r, default);

        await act.Should().ThrowAsync<InvalidOperationException>().WithMessage("*has no record*");
    }

    private async Task<TableEntity> RowAsync(RunRecord record) => await new TableServiceClient(azurite.ConnectionString)
        .GetTableClient(prefix + "PipelineRuns")
        .GetEntityAsync<TableEntity>(record.Input.Key.Pipeline.Value, record.Input.RunId.ToString());
}
