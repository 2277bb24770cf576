using System.Net;
using Microsoft.Extensions.Time.Testing;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Tests.Hosting;
using VideoPipeline.Testing;

namespace VideoPipeline.Exporter.Tests.Jobs;

[Collection(nameof(SharedStorage))]
public sealed class LongPollTests(Azurite azurite) : IAsyncLifetime
{
    private readonly Workshop workshop = new(azurite);
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);
    private TestExporter exporter = null!;
    private ExportOrder order = null!;

    public async Task InitializeAsync()
    {
        // time stands still: a wait that ends has ended for another reason
        exporter = await workshop.StartAsync(time: time);
        order = await workshop.OrderAsync();
        await exporter.Client.StartAsync(order, default);
        await exporter.Renderer.UntilBegunAsync();
        await exporter.Arrivals.NextAsync();
    }

    public async Task DisposeAsync() => await workshop.CloseAsync();

    [Fact]
    public async Task Poll_WithoutWait_TellsHowFarItIs()
    {
        ExportJob job = (await exporter.Client.FindAsync(order.RequestId, TimeSpan.Zero, default))!;

        job.State.Should().Be(ExportState.Running);
        job.Percent.Should().Be(40);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("NaN")]
    public async Task Poll_WithAWaitOfNothing_IsAnsweredAtOnce(string wait)
    {
        using HttpResponseMessage answer = await exporter.Http.GetAsync($"api/exports/{order.RequestId}?wait={wait}");

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Poll_JobEnds_IsAnsweredWithItsEnd()
    {
        Task<ExportJob?> poll = PollAsync();

        exporter.Renderer.Finish();

        (await poll)!.State.Should().Be(ExportState.Succeeded);
    }

    [Fact]
    public async Task Poll_JobEnds_IsOnDiskBeforeTheAnswer()
    {
        exporter.Renderer.Finish();

        await exporter.EndOfAsync(order.RequestId);

        string kept = await File.ReadAllTextAsync(Path.Combine(workshop.StateOf("state"), "jobs", $"{order.RequestId}.json"));
        kept.Should().Contain("\"Succeeded\"");
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(600, 60)]
    public async Task Poll_WaitIsOver_IsAnsweredWithTheJobAsItIs(int asked, int waited)
    {
        using HttpClient http = new() { BaseAddress = exporter.Http.BaseAddress };
        Task<HttpResponseMessage> poll = http.GetAsync($"api/exports/{order.RequestId}?wait={asked}");

        // until the poll's timer has been set and has fired
        TimeSpan advanced = TimeSpan.Zero;
        while (!poll.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            advanced += TimeSpan.FromSeconds(1);
            await Task.Delay(10);
        }

        using HttpResponseMessage answer = await poll;
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        advanced.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(waited)).And.BeLessThan(TimeSpan.FromSeconds(600));
    }

    [Fact]
    public async Task Poll_ExporterStops_IsAnsweredWithTheJobAsItIs()
    {
        Task<ExportJob?>[] polls = [.. Enumerable.Range(0, 5).Select(_ => PollAsync())];
        foreach (Task<ExportJob?> _ in polls)
        {
            await exporter.Arrivals.NextAsync();
        }

        await exporter.StopAsync();

        (await Task.WhenAll(polls)).Should().OnlyContain(job => !job!.HasEnded);
    }

    [Fact]
    public async Task Poll_CallerGoes_LeavesTheJobAlone()
    {
        using var caller = new CancellationTokenSource();
        Task<ExportJob?> poll = exporter.Client.FindAsync(order.RequestId, TimeSpan.FromSeconds(60), caller.Token);

        await exporter.Arrivals.NextAsync();

        await caller.CancelAsync();
        Func<Task> act = () => poll;
        await act.Should().ThrowAsync<OperationCanceledException>();
        exporter.Renderer.Finish();

        (await exporter.EndOfAsync(order.RequestId)).State.Should().Be(ExportState.Succeeded);
    }

    [Fact]
    public async Task Poll_Unknown_IsNotFound() =>
        (await exporter.Client.FindAsync("nobody", TimeSpan.FromSeconds(60), default)).Should().BeNull();

    private Task<ExportJob?> PollAsync() => exporter.Client.FindAsync(order.RequestId, TimeSpan.FromSeconds(60), default);
}
