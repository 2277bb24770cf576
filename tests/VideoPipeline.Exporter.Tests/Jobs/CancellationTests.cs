using System.Net;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Tests.Hosting;
using VideoPipeline.Testing;

namespace VideoPipeline.Exporter.Tests.Jobs;

[Collection(nameof(SharedStorage))]
public sealed class CancellationTests(Azurite azurite) : IAsyncLifetime
{
    private readonly Workshop workshop = new(azurite);
    private TestExporter exporter = null!;

    public async Task InitializeAsync() => exporter = await workshop.StartAsync();

    public async Task DisposeAsync() => await workshop.CloseAsync();

    [Fact]
    public async Task Cancel_Queued_IsCancelledAtOnceAndNeverRendered()
    {
        ExportOrder first = await SubmitAsync(1);
        ExportOrder second = await SubmitAsync(2);
        await exporter.Renderer.UntilBegunAsync();

        HttpStatusCode answer = await DeleteAsync(second.RequestId);
        ExportJob cancelled = (await exporter.Client.FindAsync(second.RequestId, TimeSpan.Zero, default))!;
        exporter.Renderer.Finish();

        answer.Should().Be(HttpStatusCode.Accepted);
        cancelled.State.Should().Be(ExportState.Cancelled);
        (await exporter.EndOfAsync(first.RequestId)).State.Should().Be(ExportState.Succeeded);
        exporter.Renderer.Renderings.Should().Be(1);
    }

    [Fact]
    public async Task Cancel_Running_StopsTheRenderingAndLeavesNothing()
    {
        ExportOrder order = await SubmitAsync(1);
        await exporter.Renderer.UntilBegunAsync();

        await DeleteAsync(order.RequestId);
        ExportJob ended = await exporter.EndOfAsync(order.RequestId);

        ended.State.Should().Be(ExportState.Cancelled);
        ended.Video.Should().BeNull();
        workshop.WorkOf("state").Should().BeEmpty();
    }

    [Fact]
    public async Task Cancel_Again_ChangesNothing()
    {
        ExportOrder order = await SubmitAsync(1);
        await exporter.Renderer.UntilBegunAsync();

        HttpStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => DeleteAsync(order.RequestId)));
        await exporter.EndOfAsync(order.RequestId);
        HttpStatusCode afterwards = await DeleteAsync(order.RequestId);

        answers.Append(afterwards).Should().OnlyContain(answer => answer == HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Cancel_Ended_HasNoEffect()
    {
        ExportOrder order = await SubmitAsync(1);
        exporter.Renderer.Finish();
        ExportJob ended = await exporter.EndOfAsync(order.RequestId);

        await DeleteAsync(order.RequestId);

        (await exporter.EndOfAsync(order.RequestId)).Should().BeEquivalentTo(ended);
    }

    [Fact]
    public async Task Cancel_Unknown_IsNotFound() => (await DeleteAsync("nobody")).Should().Be(HttpStatusCode.NotFound);

    [Fact]
    public async Task Cancel_ThenTheNextJob_IsRendered()
    {
        ExportOrder first = await SubmitAsync(1);
        ExportOrder second = await SubmitAsync(2);
        await exporter.Renderer.UntilBegunAsync();

        await DeleteAsync(first.RequestId);
        exporter.Renderer.Finish();

        (await exporter.EndOfAsync(second.RequestId)).State.Should().Be(ExportState.Succeeded);
        exporter.Renderer.MostAtOnce.Should().Be(1);
    }

    [Fact]
    public async Task Submit_CancelledRequest_StaysCancelled()
    {
        ExportOrder order = await SubmitAsync(1);
        await DeleteAsync(order.RequestId);
        await exporter.EndOfAsync(order.RequestId);

        ExportJob again = await exporter.Client.StartAsync(order, default);

        again.State.Should().Be(ExportState.Cancelled);
    }

    private async Task<HttpStatusCode> DeleteAsync(string requestId)
    {
        using HttpResponseMessage answer = await exporter.Http.DeleteAsync($"api/exports/{requestId}");
        return answer.StatusCode;
    }

    private async Task<ExportOrder> SubmitAsync(long counter)
    {
        ExportOrder order = await workshop.OrderAsync(counter);
        await exporter.Client.StartAsync(order, default);
        return order;
    }
}
