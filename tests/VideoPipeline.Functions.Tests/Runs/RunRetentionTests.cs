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

public sealed class RunRetentionTests(Azurite azurite) : IClassFixture<Azurite>, IDisposable
{
    private readonly InstantTime time = new();
    private readonly TestStorage storage = new(azurite);
    private readonly FakeDurableTaskClient client = new();

    public void Dispose() => client.DisposeAsync().AsTask().Wait();

    [Fact]
    public async Task Delete_RunsThatEndedLongAgo_LeavesTheOthersAndTheirArtifacts()
    {
        RunRecord old = await EndedAsync(TimeSpan.FromDays(31));
        RunRecord recent = await EndedAsync(TimeSpan.FromDays(29));
        RunRecord unended = await StartedAsync(TimeSpan.FromDays(40));

        await DeleteAsync(TimeSpan.FromDays(30));

        (await IsKeptAsync(old)).Should().BeFalse();
        (await IsKeptAsync(recent)).Should().BeTrue();
        (await IsKeptAsync(unended)).Should().BeTrue();
    }

    [Fact]
    public async Task Delete_ByDefault_KeepsEverything()
    {
        RunRecord old = await EndedAsync(TimeSpan.FromDays(10_000));

        await DeleteAsync(new RunOptions().Retention);

        (await IsKeptAsync(old)).Should().BeTrue();
    }

    [Fact]
    public async Task Delete_ForgetsWhatTheEngineKnowsOfTheRun_ButNothingOfItsPipelinesNextOne()
    {
        RunRecord old = await EndedAsync(TimeSpan.FromDays(31));
        RunRecord oldOfABusyPipeline = await EndedAsync(TimeSpan.FromDays(31));
        client.Put(old.Input, OrchestrationRuntimeStatus.Completed);
        client.Put(Requests.InputOf(oldOfABusyPipeline.Input.Request), OrchestrationRuntimeStatus.Completed);
        client.PutChild(old.Input, StageChild.IdOf(old.Input.RunId, PipelineStage.Voice), OrchestrationRuntimeStatus.Completed);

        await DeleteAsync(TimeSpan.FromDays(30));

        client.Purged.Should().Contain([old.Input.Key.Pipeline.Value, StageChild.IdOf(old.Input.RunId, PipelineStage.Voice)])
            .And.NotContain(oldOfABusyPipeline.Input.Key.Pipeline.Value);
    }

    [Fact]
    public async Task Purge_HistoriesOfWhatEndedLongAgo_AndOnlyThose()
    {
        await Retention(new RunOptions()).PurgeOldHistories(new TimerInfo(), client, default);
        await Retention(new RunOptions { HistoryRetention = TimeSpan.Zero }).PurgeOldHistories(new TimerInfo(), client, default);

        PurgeInstancesFilter filter = client.PurgeFilters.Should().ContainSingle().Subject;
        filter.CreatedTo.Should().Be(time.Now.AddDays(-14));
        filter.Statuses.Should().NotContain([OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended, OrchestrationRuntimeStatus.Pending]);
    }

    private Task DeleteAsync(TimeSpan retention) =>
        Retention(new RunOptions { Retention = retention }).DeleteOldRuns(new TimerInfo(), client, default);

    private RunRetention Retention(RunOptions options) => new(
        storage.Records, storage.Index, storage.Remover, Options.Create(options), time, NullLogger<RunRetention>.Instance);

    private async Task<RunRecord> StartedAsync(TimeSpan ago)
    {
        RunRecord run = RunRecord.Requested(Requests.InputOf(Requests.New(), time.Now - ago)).Start(time.Now - ago);
        await storage.Records.ClaimAsync(run, default);
        await storage.Artifacts.AddAsync(ArtifactKind.Story, run.Input.Key, ArtifactNames.Story, BinaryData.FromString("story"), default);
        return run;
    }

    private async Task<RunRecord> EndedAsync(TimeSpan ago)
    {
        RunRecord run = await StartedAsync(ago);
        return await storage.Records.ChangeAsync(run.Input.Key, r => r.Finish(time.Now - ago, null), default);
    }

    private async Task<bool> IsKeptAsync(RunRecord run)
    {
        bool hasRecord = await storage.Records.FindAsync(run.Input.Key, default) is not null;
        bool hasStory = await storage.Artifacts.FindAsync(ArtifactKind.Story, run.Input.Key, ArtifactNames.Story, default) is not null;
        hasStory.Should().Be(hasRecord);
        return hasRecord;
    }
}
