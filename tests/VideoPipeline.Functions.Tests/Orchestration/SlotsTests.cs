using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Orchestration;

public sealed class SlotsTests(Azurite azurite) : IClassFixture<Azurite>, IAsyncLifetime
{
    private readonly FunctionHost host = new(typeof(SlotFunctions)) { Storage = azurite.ConnectionString };

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task ManyRuns_HoldTheSlotOneAfterAnother_FirstComeFirstServed()
    {
        PipelineInput[] runs = [Requests.Input(), Requests.Input(), Requests.Input(), Requests.Input()];
        for (int i = 0; i < runs.Length; i++)
        {
            await StartAsync(runs[i]);
            await WaitersAsync(i);
        }

        foreach (PipelineInput run in runs)
        {
            await host.Gate.ReachedAsync(run.RunId.ToString());
            host.Gate.Open(run.RunId.ToString());
            (await EndAsync(run)).Failure.Should().BeNull();
        }

        host.Gate.MostInside.Should().Be(1);
        host.Gate.Events.Should().Equal(runs.Select(r => r.RunId.ToString()));
        (await host.SemaphoreAsync(SemaphoreEntity.Exporter, s => s.Holders.Count == 0)).Counter.Should().Be(runs.Length);
    }

    [Fact]
    public async Task CancelWhileWaiting_LeavesTheQueue_AndTheNextMovesUp()
    {
        (PipelineInput holder, PipelineInput cancelled, PipelineInput last) = await QueueAsync();

        await host.Client.RaiseEventAsync(Id(cancelled), CancelSignal.EventOf(cancelled.RunId), "");
        StageOutcome outcome = await EndAsync(cancelled);

        outcome.Should().Be(StageOutcome.Cancelled);
        SemaphoreState state = await WaitersAsync(1);
        state.PlaceOf(ExportStage.RequestIdOf(last.RunId), DateTimeOffset.UtcNow)!.Position.Should().Be(1);
        state.PlaceOf(ExportStage.RequestIdOf(holder.RunId), DateTimeOffset.UtcNow)!.Position.Should().Be(0);
        host.Gate.IsReached(cancelled.RunId.ToString()).Should().BeFalse();
    }

    [Fact]
    public async Task WorkThatThrows_GivesTheSlotBack()
    {
        PipelineInput failing = Requests.Input();
        PipelineInput next = Requests.Input();
        await StartAsync(failing);
        await host.Gate.ReachedAsync(failing.RunId.ToString());
        await StartAsync(next);
        await WaitersAsync(1);

        host.Gate.Fail(failing.RunId.ToString());

        await host.Gate.ReachedAsync(next.RunId.ToString());
        (await host.Client.WaitForInstanceCompletionAsync(Id(failing))).RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Failed);
    }

    [Fact]
    public async Task TerminatedHolder_IsSwept_OnceTheExporterHasStopped()
    {
        (PipelineInput holder, PipelineInput next, _) = await QueueAsync();
        string export = ExportStage.RequestIdOf(holder.RunId);
        host.Exporter.Put(export, Export.ExportState.Running);
        host.Exporter.ConfirmsCancellations = false;
        await host.Client.TerminateInstanceAsync(Id(holder));
        await host.Client.WaitForInstanceCompletionAsync(Id(holder));

        await host.SweepAsync();
        SemaphoreState rendering = await WaitersAsync(2);
        host.Exporter.ConfirmsCancellations = true;
        await host.SweepAsync();

        await host.Gate.ReachedAsync(next.RunId.ToString());
        rendering.Holders.Should().ContainSingle().Which.Request.RequestId.Should().Be(export);
        host.Exporter.Calls.Should().Contain($"DELETE {export}");
    }

    [Fact]
    public async Task TerminatedWaiter_RunAgainUnderItsId_NeverGetsTheGrantOfItsEarlierRun()
    {
        (PipelineInput holder, PipelineInput old, PipelineInput last) = await QueueAsync();
        await host.Client.TerminateInstanceAsync(Id(old));
        await host.Client.WaitForInstanceCompletionAsync(Id(old));
        PipelineInput again = old with { RunId = RunId.New(TimeProvider.System) };
        await StartAsync(again);
        await WaitersAsync(3);

        host.Gate.Open(holder.RunId.ToString());
        await host.SemaphoreAsync(SemaphoreEntity.Exporter, s => s.Holders.Any(h => h.Request.RunId == old.RunId.ToString()));
        await host.SweepAsync();
        await host.Gate.ReachedAsync(last.RunId.ToString());
        bool early = host.Gate.IsReached(again.RunId.ToString());
        host.Gate.Open(last.RunId.ToString());
        await host.Gate.ReachedAsync(again.RunId.ToString());
        host.Gate.Open(again.RunId.ToString());

        early.Should().BeFalse("the slot that the earlier run got was not its own");
        (await EndAsync(again)).Parts.Should().Be(4, "the fourth grant was its own");
        host.Gate.IsReached(old.RunId.ToString()).Should().BeFalse();
    }

    [Fact]
    public async Task ARunThatIsStartedAgain_KeepsItsSlot()
    {
        PipelineInput run = Requests.Input();
        await StartAsync(run);
        await host.Gate.ReachedAsync(run.RunId.ToString());
        await host.Client.TerminateInstanceAsync(Id(run));
        await host.Client.WaitForInstanceCompletionAsync(Id(run));

        await StartAsync(run);
        host.Gate.Open(run.RunId.ToString());

        (await EndAsync(run)).Parts.Should().Be(1, "it adopts the slot that it has");
        (await host.SemaphoreAsync(SemaphoreEntity.Exporter, s => s.Holders.Count == 0)).Counter.Should().Be(1);
    }

    // One holds the slot, two wait.
    private async Task<(PipelineInput Holder, PipelineInput First, PipelineInput Second)> QueueAsync()
    {
        PipelineInput[] runs = [Requests.Input(), Requests.Input(), Requests.Input()];
        for (int i = 0; i < runs.Length; i++)
        {
            await StartAsync(runs[i]);
            await WaitersAsync(i);
        }

        await host.Gate.ReachedAsync(runs[0].RunId.ToString());
        return (runs[0], runs[1], runs[2]);
    }

    private static string Id(PipelineInput run) => run.Key.Pipeline.Value;

    private Task<SemaphoreState> WaitersAsync(int count) =>
        host.SemaphoreAsync(SemaphoreEntity.Exporter, s => s.Waiters.Count == count && s.Holders.Count == 1);

    private Task StartAsync(PipelineInput run) =>
        host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(SlotFunctions.HoldSlot), run, new StartOrchestrationOptions(Id(run)));

    private async Task<StageOutcome> EndAsync(PipelineInput run)
    {
        OrchestrationMetadata ended = await host.Client.WaitForInstanceCompletionAsync(Id(run), true).WaitAsync(TimeSpan.FromSeconds(60));
        ended.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Completed);
        return ended.ReadOutputAs<StageOutcome>()!;
    }
}
