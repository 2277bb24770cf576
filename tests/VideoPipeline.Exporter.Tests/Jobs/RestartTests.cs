using Microsoft.Extensions.Time.Testing;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Tests.Hosting;
using VideoPipeline.Testing;

namespace VideoPipeline.Exporter.Tests.Jobs;

/// <summary>Starts on the state directory of an exporter that was killed: a copy of it as it was on disk at that moment.</summary>
[Collection(nameof(SharedStorage))]
public sealed class RestartTests(Azurite azurite) : IAsyncLifetime
{
    private readonly Workshop workshop = new(azurite);
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);
    private TestExporter killed = null!;

    public async Task InitializeAsync() => killed = await workshop.StartAsync(time: time);

    public async Task DisposeAsync() => await workshop.CloseAsync();

    [Fact]
    public async Task Restart_RunningAndWaitingJobs_AreRenderedInTheirOrder()
    {
        ExportOrder first = await SubmitAsync(1);
        ExportOrder second = await SubmitAsync(2);
        await killed.Renderer.UntilBegunAsync();

        TestExporter exporter = await RestartAsync();
        exporter.Renderer.Finish(2);

        ExportJob[] ended = [await exporter.EndOfAsync(first.RequestId), await exporter.EndOfAsync(second.RequestId)];
        ended.Should().OnlyContain(j => j.State == ExportState.Succeeded);
        ended.Select(j => j.StartedAt).Should().BeInAscendingOrder();
    }

    [Fact]
    public async Task Restart_WhileAnotherProgramExported_DoesNotExportASecondTime()
    {
        killed.Renderer.MayRepeat = false;
        ExportOrder order = await SubmitAsync(1);
        await killed.Renderer.UntilBegunAsync();

        TestExporter exporter = await workshop.StartAsync(workshop.CopyState("state", "killed"), repeats: false);

        (await exporter.EndOfAsync(order.RequestId)).Error.Should().Contain("retry the run");
        exporter.Renderer.Renderings.Should().Be(0);
    }

    [Fact]
    public async Task Restart_AfterACancelWasAnswered_DoesNotRenderAgain()
    {
        // the rendering goes on although it was cancelled: only the wish can be on disk
        killed.Renderer.IsDeaf = true;
        ExportOrder running = await SubmitAsync(1);
        ExportOrder waiting = await SubmitAsync(2);
        await killed.Renderer.UntilBegunAsync();
        await killed.Client.CancelAsync(waiting.RequestId, default);
        await killed.Client.CancelAsync(running.RequestId, default);

        TestExporter exporter = await RestartAsync();
        killed.Renderer.Finish();

        (await exporter.EndOfAsync(running.RequestId)).State.Should().Be(ExportState.Cancelled);
        (await exporter.EndOfAsync(waiting.RequestId)).State.Should().Be(ExportState.Cancelled);
        exporter.Renderer.Renderings.Should().Be(0);
    }

    [Fact]
    public async Task Restart_VideoStoredButNotRecorded_IsAdopted()
    {
        ExportOrder order = await SubmitAsync(1);
        await killed.Renderer.UntilBegunAsync();
        string state = workshop.CopyState("state", "killed");
        killed.Renderer.Finish();
        await killed.EndOfAsync(order.RequestId);

        TestExporter exporter = await workshop.StartAsync(state);

        (await exporter.EndOfAsync(order.RequestId)).VideoSeconds.Should().Be(3.5);
        exporter.Renderer.Renderings.Should().Be(0);
    }

    [Fact]
    public async Task Restart_TokenInTheSeatButNoJob_TakesTheSameOrderAndNoLowerOne()
    {
        // killed after the token was kept in the seat, before the job reached the disk
        string state = workshop.CopyState("state", "killed");
        ExportOrder order = await SubmitAsync(5);
        ExportOrder late = await workshop.OrderAsync(4);

        TestExporter exporter = await workshop.StartAsync(state);
        ExportJob taken = await exporter.Client.StartAsync(order, default);
        Func<Task> act = () => exporter.Client.StartAsync(late, default);

        taken.HasEnded.Should().BeFalse();
        await act.Should().ThrowAsync<TokenOutdatedException>();
    }

    [Fact]
    public async Task Restart_UnreadableJob_CanBeHandedOverAgain()
    {
        ExportOrder order = await SubmitAsync(1);
        string state = workshop.CopyState("state", "killed");
        await File.WriteAllTextAsync(Path.Combine(workshop.StateOf(state), "jobs", $"{order.RequestId}.json"), "{");

        TestExporter exporter = await workshop.StartAsync(state);
        await exporter.Client.StartAsync(order, default);
        exporter.Renderer.Finish();

        (await exporter.EndOfAsync(order.RequestId)).State.Should().Be(ExportState.Succeeded);
    }

    [Fact]
    public async Task Stop_WhileRendering_StopsTheRenderingAndKeepsTheJob()
    {
        ExportOrder order = await SubmitAsync(1);
        await killed.Renderer.UntilBegunAsync();
        await workshop.StopAsync(killed);
        await killed.Renderer.UntilCancelledAsync();

        TestExporter exporter = await workshop.StartAsync();
        exporter.Renderer.Finish();

        (await exporter.EndOfAsync(order.RequestId)).State.Should().Be(ExportState.Succeeded);
    }

    private async Task<TestExporter> RestartAsync() => await workshop.StartAsync(workshop.CopyState("state", "killed"));

    private async Task<ExportOrder> SubmitAsync(long counter)
    {
        ExportOrder order = await workshop.OrderAsync(counter);
        await killed.Client.StartAsync(order, default);
        return order;
    }
}
