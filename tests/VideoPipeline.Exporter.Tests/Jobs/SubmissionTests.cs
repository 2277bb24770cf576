using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using VideoPipeline.Artifacts;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Rendering;
using VideoPipeline.Exporter.Tests.Hosting;
using VideoPipeline.Testing;

namespace VideoPipeline.Exporter.Tests.Jobs;

[Collection(nameof(SharedStorage))]
public sealed class SubmissionTests(Azurite azurite) : IAsyncLifetime
{
    private readonly Workshop workshop = new(azurite);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await workshop.CloseAsync();

    [Fact]
    public async Task Submit_NewRequest_IsRenderedStoredAndTold()
    {
        TestExporter exporter = await workshop.StartAsync();
        ExportOrder order = await workshop.OrderAsync(content: "the draft");

        ExportJob taken = await exporter.Client.StartAsync(order, default);
        exporter.Renderer.Finish();
        ExportJob ended = await exporter.EndOfAsync(order.RequestId);

        taken.HasEnded.Should().BeFalse();
        ended.State.Should().Be(ExportState.Succeeded);
        ended.Percent.Should().Be(100);
        ended.Video.Should().Be(new ArtifactReference(order.OutputContainer, order.OutputName, "the draft".Length));
        ended.VideoSeconds.Should().Be(3.5);
        ended.NotRendered.Should().Equal("2 stickers, 贴纸");
        ended.Position.Should().Be(0);
        ended.StartedAt.Should().BeBefore(ended.EndedAt!.Value);
        (await workshop.VideoAsync(order)).Should().Be("the draft");
    }

    [Fact]
    public async Task Submit_WhileAsManyWaitAsMayWait_IsRefusedUntilThereIsRoom()
    {
        TestExporter exporter = await workshop.StartAsync(settings: ["--Exporter:MaxWaiting", "1"]);
        ExportOrder running = await workshop.OrderAsync(1);
        await exporter.Client.StartAsync(running, default);
        await exporter.Client.StartAsync(await workshop.OrderAsync(2), default);
        ExportOrder third = await workshop.OrderAsync(3);

        using HttpResponseMessage refused = await PutAsync(exporter, third);
        using HttpResponseMessage known = await PutAsync(exporter, running with { Token = third.Token });
        exporter.Renderer.Finish();
        await exporter.EndOfAsync(running.RequestId);
        using HttpResponseMessage taken = await PutAsync(exporter, third);

        refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.Should().BePositive();
        (await refused.Content.ReadFromJsonAsync<JsonObject>())!["detail"]!.ToString().Should().Contain("Exporter__MaxWaiting");
        known.StatusCode.Should().Be(HttpStatusCode.OK);
        taken.StatusCode.Should().Be(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Submit_TokenBelowTheHighest_IsRefused()
    {
        TestExporter exporter = await workshop.StartAsync();
        await exporter.Client.StartAsync(await workshop.OrderAsync(7), default);
        ExportOrder late = await workshop.OrderAsync(6);

        Func<Task> act = () => exporter.Client.StartAsync(late, default);

        await act.Should().ThrowAsync<TokenOutdatedException>().WithMessage("*Acquire it again*");
        (await exporter.Client.FindAsync(late.RequestId, TimeSpan.Zero, default)).Should().BeNull();
    }

    [Fact]
    public async Task Submit_TokenBelowTheHighestAfterARestart_IsRefused()
    {
        await workshop.StopAsync(await SubmitAsync(await workshop.OrderAsync(7)));
        TestExporter exporter = await workshop.StartAsync();
        ExportOrder late = await workshop.OrderAsync(6);

        Func<Task> act = () => exporter.Client.StartAsync(late, default);

        await act.Should().ThrowAsync<TokenOutdatedException>();
    }

    [Fact]
    public async Task Submit_TokenBelowTheHighestOfAnotherMachine_IsRefused()
    {
        await workshop.StopAsync(await SubmitAsync(await workshop.OrderAsync(7)));
        TestExporter exporter = await workshop.StartAsync("another state");
        ExportOrder late = await workshop.OrderAsync(6);

        Func<Task> act = () => exporter.Client.StartAsync(late, default);

        await act.Should().ThrowAsync<TokenOutdatedException>();
    }

    [Fact]
    public async Task Submit_TokenOfAnOlderEpoch_IsRefused()
    {
        TestExporter exporter = await workshop.StartAsync();
        await exporter.Client.StartAsync(await workshop.OrderAsync() with { Token = new FencingToken(2, 1) }, default);
        ExportOrder late = await workshop.OrderAsync() with { Token = new FencingToken(1, 100) };

        Func<Task> act = () => exporter.Client.StartAsync(late, default);

        await act.Should().ThrowAsync<TokenOutdatedException>();
    }

    [Fact]
    public async Task StatusAndCancel_GoByRequestIdWhateverTheToken()
    {
        TestExporter exporter = await workshop.StartAsync();
        ExportOrder early = await workshop.OrderAsync(1);
        await exporter.Client.StartAsync(early, default);
        await exporter.Client.StartAsync(await workshop.OrderAsync(7), default);

        ExportJob repeated = await exporter.Client.StartAsync(early, default);
        await exporter.Client.CancelAsync(early.RequestId, default);

        repeated.HasEnded.Should().BeFalse();
        (await exporter.EndOfAsync(early.RequestId)).State.Should().Be(ExportState.Cancelled);
    }

    [Fact]
    public async Task Submit_KnownRequestUnderAHigherToken_IsTheSameJobAndRaisesTheHighest()
    {
        TestExporter exporter = await workshop.StartAsync();
        ExportOrder order = await workshop.OrderAsync(1);
        await exporter.Client.StartAsync(order, default);

        ExportJob adopted = await exporter.Client.StartAsync(order with { Token = new FencingToken(1, 9) }, default);
        Func<Task> late = async () => await exporter.Client.StartAsync(await workshop.OrderAsync(8), default);

        adopted.RequestId.Should().Be(order.RequestId);
        await late.Should().ThrowAsync<TokenOutdatedException>();
        exporter.Renderer.Finish();
        await exporter.EndOfAsync(order.RequestId);
        exporter.Renderer.Renderings.Should().Be(1);
    }

    [Fact]
    public async Task Submit_TheSameManyTimesAtOnce_IsOneJobAndOneRendering()
    {
        TestExporter exporter = await workshop.StartAsync();
        ExportOrder order = await workshop.OrderAsync();

        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PutAsync(exporter, order)));
        exporter.Renderer.Finish();
        ExportJob ended = await exporter.EndOfAsync(order.RequestId);
        ExportJob[] afterwards = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => exporter.Client.StartAsync(order, default)));

        answers.Count(a => a.StatusCode == HttpStatusCode.Accepted).Should().Be(1);
        answers.Count(a => a.StatusCode == HttpStatusCode.OK).Should().Be(19);
        afterwards.Should().AllBeEquivalentTo(ended);
        exporter.Renderer.Renderings.Should().Be(1);
        (await ListAsync(exporter)).Should().HaveCount(1);
    }

    [Fact]
    public async Task Submit_TheSameAfterARestart_GivesTheSameAnswer()
    {
        TestExporter before = await workshop.StartAsync();
        ExportOrder order = await workshop.OrderAsync();
        await before.Client.StartAsync(order, default);
        before.Renderer.Finish();
        ExportJob ended = await before.EndOfAsync(order.RequestId);
        await workshop.StopAsync(before);
        TestExporter after = await workshop.StartAsync();

        ExportJob again = await after.Client.StartAsync(order, default);

        again.Should().BeEquivalentTo(ended);
        after.Renderer.Renderings.Should().Be(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Submit_TheSameAfterTheStateWasLost_AdoptsTheStoredVideo(long highest)
    {
        TestExporter before = await workshop.StartAsync();
        ExportOrder order = await workshop.OrderAsync(1);
        await before.Client.StartAsync(order, default);
        before.Renderer.Finish();
        ExportJob ended = await before.EndOfAsync(order.RequestId);
        await before.Client.StartAsync(await workshop.OrderAsync(highest), default);
        await workshop.StopAsync(before);
        TestExporter after = await workshop.StartAsync("new state");

        await after.Client.StartAsync(order, default);
        ExportJob adopted = await after.EndOfAsync(order.RequestId);

        adopted.State.Should().Be(ExportState.Succeeded);
        adopted.Video.Should().Be(ended.Video);
        adopted.VideoSeconds.Should().Be(ended.VideoSeconds);
        adopted.NotRendered.Should().Equal(ended.NotRendered);
        after.Renderer.Renderings.Should().Be(0);
    }

    [Fact]
    public async Task Submit_KnownRequestForAnotherDraft_IsRefused()
    {
        TestExporter exporter = await workshop.StartAsync();
        ExportOrder order = await workshop.OrderAsync(1);
        ExportOrder other = await workshop.OrderAsync(9) with { RequestId = order.RequestId };
        await exporter.Client.StartAsync(order, default);

        Func<Task> otherDraft = () => exporter.Client.StartAsync(order with { Draft = other.Draft }, default);
        Func<Task> otherPlace = () => exporter.Client.StartAsync(order with { OutputName = other.OutputName }, default);

        await otherDraft.Should().ThrowAsync<ExportRefusedException>().WithMessage("*another draft*");
        await otherPlace.Should().ThrowAsync<ExportRefusedException>().WithMessage("*another place*");
        exporter.Seat.Highest.Should().Be(order.Token, "a refused order says nothing about the slot");
    }

    [Fact]
    public async Task Submit_Several_AreRenderedOneAtATimeInTheirOrder()
    {
        TestExporter exporter = await workshop.StartAsync();
        ExportOrder[] orders = [await workshop.OrderAsync(1), await workshop.OrderAsync(2), await workshop.OrderAsync(3)];
        foreach (ExportOrder order in orders)
        {
            await exporter.Client.StartAsync(order, default);
        }

        await exporter.Renderer.UntilBegunAsync();
        ExportJob[] listed = await ListAsync(exporter);
        exporter.Renderer.Finish(3);
        ExportJob[] ended = await Task.WhenAll(orders.Select(o => exporter.EndOfAsync(o.RequestId)));

        listed.Select(j => (j.RequestId, j.State, j.Position)).Should().Equal(
            (orders[0].RequestId, ExportState.Running, 0),
            (orders[1].RequestId, ExportState.Queued, 1),
            (orders[2].RequestId, ExportState.Queued, 2));
        ended.Should().OnlyContain(j => j.State == ExportState.Succeeded);
        ended.Select(j => j.StartedAt).Should().BeInAscendingOrder();
        exporter.Renderer.MostAtOnce.Should().Be(1);
    }

    [Fact]
    public async Task Render_Fails_TellsWhyAndIsNotTriedAgain()
    {
        TestExporter exporter = await workshop.StartAsync();
        exporter.Renderer.Fault = new RenderFailedException("ffmpeg ended with exit code 1");
        ExportOrder order = await workshop.OrderAsync();
        await exporter.Client.StartAsync(order, default);
        exporter.Renderer.Finish();
        await exporter.EndOfAsync(order.RequestId);

        ExportJob again = await exporter.Client.StartAsync(order, default);

        again.State.Should().Be(ExportState.Failed);
        again.Error.Should().Be("ffmpeg ended with exit code 1");
        exporter.Renderer.Renderings.Should().Be(1);
        workshop.WorkOf("state").Should().BeEmpty();
    }

    [Fact]
    public async Task Render_DraftIsMissing_Fails()
    {
        TestExporter exporter = await workshop.StartAsync();
        ExportOrder order = await workshop.OrderAsync();
        await workshop.Blobs.GetBlobContainerClient(order.Draft.Container).GetBlobClient(order.Draft.Name).DeleteAsync();
        await exporter.Client.StartAsync(order, default);

        ExportJob ended = await exporter.EndOfAsync(order.RequestId);

        ended.State.Should().Be(ExportState.Failed);
        workshop.WorkOf("state").Should().BeEmpty();
    }

    [Theory]
    [InlineData("draft", "container", "videos")]
    [InlineData("draft", "name", "creator.video/../draft.jy")]
    [InlineData("draft", "name", "creator.video/ffffffff-ffff-ffff-ffff-fffffffffff/draft.jy")]
    [InlineData("draft", "name", "creator.video/------------------------------------/draft.jy")]
    [InlineData(null, "output_container", "stories")]
    [InlineData(null, "output_name", "../../final_video.mp4")]
    [InlineData(null, "output_name", null)]
    [InlineData(null, "draft", null)]
    public async Task Submit_NamesThatLeadElsewhere_AreRefused(string? inside, string member, string? value)
    {
        TestExporter exporter = await workshop.StartAsync();
        ExportOrder order = await workshop.OrderAsync();
        JsonNode body = System.Text.Json.JsonSerializer.SerializeToNode(order)!;
        (inside is null ? body : body[inside]!)[member] = value;

        using HttpResponseMessage answer = await exporter.Http.PutAsJsonAsync($"api/exports/{order.RequestId}", body);

        answer.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        JsonNode problem = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        problem["detail"]!.GetValue<string>().Should().NotBeEmpty();
    }

    [Fact]
    public async Task Submit_NoJson_IsABadRequestAsAProblem()
    {
        TestExporter exporter = await workshop.StartAsync();

        using var body = new StringContent("{", System.Text.Encoding.UTF8, "application/json");

        using HttpResponseMessage answer = await exporter.Http.PutAsync("api/exports/a", body);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
    }

    [Fact]
    public async Task Ended_LongAgo_IsForgottenButNotRenderedAgain()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        TestExporter exporter = await workshop.StartAsync(time: time, settings: ["--Exporter:KeepJobs", "01:00:00"]);
        ExportOrder old = await workshop.OrderAsync(1);
        ExportOrder failed = await workshop.OrderAsync(2);
        ExportOrder recent = await workshop.OrderAsync(3);
        await EndAsync(exporter, old);
        exporter.Renderer.Fault = new RenderFailedException("no");
        await EndAsync(exporter, failed);
        exporter.Renderer.Fault = null;
        await workshop.StopAsync(exporter);

        time.Advance(TimeSpan.FromHours(2));
        exporter = await workshop.StartAsync(time: time, settings: ["--Exporter:KeepJobs", "01:00:00"]);
        ExportJob[] afterTwoHours = await ListAsync(exporter);
        await EndAsync(exporter, recent);
        await workshop.StopAsync(exporter);
        exporter = await workshop.StartAsync(time: time, settings: ["--Exporter:KeepJobs", "01:00:00"]);
        ExportJob[] afterALaterOne = await ListAsync(exporter);
        ExportJob adopted = await exporter.Client.StartAsync(old, default);
        Func<Task> again = () => exporter.Client.StartAsync(failed, default);

        afterTwoHours.Select(j => j.RequestId).Should().Equal([failed.RequestId], "the highest token's job is never forgotten");
        afterALaterOne.Select(j => j.RequestId).Should().Equal(recent.RequestId);
        adopted.State.Should().Be(ExportState.Succeeded);
        await again.Should().ThrowAsync<TokenOutdatedException>();
        exporter.Renderer.Renderings.Should().Be(0);
    }

    private static async Task EndAsync(TestExporter exporter, ExportOrder order)
    {
        await exporter.Client.StartAsync(order, default);
        exporter.Renderer.Finish();
        await exporter.EndOfAsync(order.RequestId);
    }

    private static Task<HttpResponseMessage> PutAsync(TestExporter exporter, ExportOrder order) =>
        exporter.Http.PutAsJsonAsync($"api/exports/{order.RequestId}", order);

    private static async Task<ExportJob[]> ListAsync(TestExporter exporter) =>
        (await exporter.Http.GetFromJsonAsync<ExportJob[]>("api/exports"))!;

    private async Task<TestExporter> SubmitAsync(ExportOrder order)
    {
        TestExporter exporter = await workshop.StartAsync();
        await exporter.Client.StartAsync(order, default);
        return exporter;
    }
}
