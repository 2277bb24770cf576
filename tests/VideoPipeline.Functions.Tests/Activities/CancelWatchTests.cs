using VideoPipeline.Functions.Activities;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Activities;

public sealed class CancelWatchTests(Azurite azurite) : IClassFixture<Azurite>
{
    private readonly TestStorage storage = new(azurite);

    private CancelWatch Watch => new(storage.Records, TimeProvider.System);

    [Fact]
    public async Task Run_NotCancelled_GivesTheAnswer()
    {
        RunKey run = await StartedAsync();

        (await Watch.RunAsync(run, _ => Task.FromResult(7), default)).Should().Be(7);
    }

    [Fact]
    public async Task Run_CancelledBefore_DoesNothing()
    {
        RunKey run = await StartedAsync();
        await CancelAsync(run);
        bool begun = false;

        Func<Task> act = () => Watch.RunAsync(run, _ => Task.FromResult(begun = true), default);

        await act.Should().ThrowAsync<RunCancelledException>();
        begun.Should().BeFalse();
    }

    [Fact]
    public async Task Run_EndedFromOutsideMeanwhile_StopsTheWork()
    {
        RunKey run = await StartedAsync();

        Task<int> work = Watch.RunAsync(run, async stop =>
        {
            await storage.Records.ChangeAsync(run, r => r.Finish(TimeProvider.System.GetUtcNow(), StageFailure.Terminated), default);
            await Task.Delay(Timeout.Infinite, stop);
            return 0;
        }, default);

        Func<Task> act = () => work;
        await act.Should().ThrowAsync<RunCancelledException>();
    }

    [Fact]
    public async Task Run_CancelledMeanwhile_StopsTheWork()
    {
        RunKey run = await StartedAsync();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        Task<int> work = Watch.RunAsync(run, async stop =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, stop);
            return 0;
        }, default);
        await begun.Task;
        await CancelAsync(run);

        Func<Task> act = () => work;
        await act.Should().ThrowAsync<RunCancelledException>();
    }

    [Fact]
    public async Task Run_HostStops_IsNoCancellationOfTheRun()
    {
        RunKey run = await StartedAsync();
        using var host = new CancellationTokenSource();

        Task<int> work = Watch.RunAsync(run, async stop =>
        {
            await host.CancelAsync();
            await Task.Delay(Timeout.Infinite, stop);
            return 0;
        }, host.Token);

        Func<Task> act = () => work;
        await act.Should().ThrowAsync<OperationCanceledException>();
    }

    private async Task<RunKey> StartedAsync()
    {
        PipelineInput run = Requests.Input();
        await storage.Records.ClaimAsync(RunRecord.Requested(run).Start(TimeProvider.System.GetUtcNow()), default);
        return run.Key;
    }

    private Task<RunRecord> CancelAsync(RunKey run) =>
        storage.Records.ChangeAsync(run, r => r.RequestCancel(TimeProvider.System.GetUtcNow()), default);
}
