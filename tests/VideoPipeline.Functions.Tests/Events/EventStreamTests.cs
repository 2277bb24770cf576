using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VideoPipeline.Functions.Api;
using VideoPipeline.Functions.Events;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Events;

/// <summary>What clients of the event streams are told, and what a client that comes again is.</summary>
public sealed class EventStreamTests : IClassFixture<Azurite>, IAsyncLifetime, IDisposable
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);
    private readonly FakeDurableTaskClient client = new();
    private readonly TestStorage storage;
    private readonly StatusFeed feed;
    private readonly EventFunctions events;

    public EventStreamTests(Azurite azurite)
    {
        storage = new TestStorage(azurite);
        feed = Feed(new EventOptions());
        events = new EventFunctions(new PipelineFinder(storage.Records), feed, time);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => feed.DisposeAsync().AsTask();

    public void Dispose() => client.DisposeAsync().AsTask().Wait();

    [Fact]
    public async Task Stream_OfARun_TellsHowItIsHowItChangesAndThatItHasEnded()
    {
        PipelineInput run = await StartedAsync();
        await using EventReader reader = Follow(run);

        ServerEvent first = (await reader.NextAsync())!;
        await storage.Records.ChangeAsync(run.Key, r => r.With(PipelineStage.Story, s => s with { State = RunState.Running, Percent = 40 }), default);
        ServerEvent second = (await reader.NextAsync())!;
        await storage.Records.ChangeAsync(run.Key, r => r.Finish(time.GetUtcNow(), null), default);
        ServerEvent third = (await reader.NextAsync())!;
        ServerEvent end = (await reader.NextAsync())!;

        (first.Type, first.Status).Should().Be(("status", "running"));
        second.Data["stages"]![0]!["percent"]!.GetValue<int>().Should().Be(40);
        (third.Type, third.Status).Should().Be(("status", "completed"));
        (end.Type, end.Status, end.Id).Should().Be(("end", "completed", third.Id));
        (await reader.NextAsync()).Should().BeNull();
        (await reader.ResultAsync()).Should().BeOfType<EmptyResult>();
        reader.Http.Response.ContentType.Should().Be("text/event-stream");
        reader.Http.Response.Headers.CacheControl.ToString().Should().Be("no-store");
    }

    [Fact]
    public async Task Stream_BeforeFrontEndsCutIt_EndsAfterSignsOfLife()
    {
        PipelineInput run = await StartedAsync();
        DateTimeOffset began = time.GetUtcNow();
        await using EventReader reader = Follow(run);
        await reader.NextAsync();

        ServerEvent? next = await reader.NextAsync();

        next.Should().BeNull();
        (time.GetUtcNow() - began).Should().BeGreaterThanOrEqualTo(EventStream.Lifetime);
        EventStream.Lifetime.Should().BeLessThan(TimeSpan.FromSeconds(200));
        reader.Heartbeats.Should().BePositive();
    }

    [Fact]
    public async Task Stream_ComingAgain_BeginsWithWhatIsNew()
    {
        PipelineInput run = await StartedAsync();
        ServerEvent seen;
        await using (EventReader reader = Follow(run))
        {
            seen = (await reader.NextAsync())!;
        }

        await using EventReader again = Follow(run, seen.Id);
        Task<ServerEvent?> next = again.NextAsync();
        await storage.Records.ChangeAsync(run.Key, r => r.RequestCancel(time.GetUtcNow()), default);

        ServerEvent told = (await next)!;
        told.Data["cancel_requested"]!.GetValue<bool>().Should().BeTrue("how the run was is not told again");
        told.Id.Should().NotBe(seen.Id);
    }

    [Fact]
    public async Task Stream_OfARunThatHadEndedWhenItWasSeenLast_OnlyEnds()
    {
        PipelineInput run = await StartedAsync();
        await storage.Records.ChangeAsync(run.Key, r => r.Finish(time.GetUtcNow(), null), default);
        client.Put(run, OrchestrationRuntimeStatus.Completed);
        await using EventReader reader = Follow(run);
        ServerEvent seen = (await reader.NextAsync())!;

        await using EventReader again = Follow(run, seen.Id);
        ServerEvent only = (await again.NextAsync())!;

        only.Type.Should().Be("end");
        (await again.NextAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Stream_OfAllRuns_TellsTheActiveOnesNewOnesAndTheirEnds()
    {
        PipelineInput old = await StartedAsync();
        await storage.Records.ChangeAsync(old.Key, r => r.Finish(time.GetUtcNow(), null), default);
        PipelineInput first = await StartedAsync();
        await using EventReader reader = FollowAll();

        ServerEvent active = (await reader.NextAsync())!;
        PipelineInput second = await StartedAsync();
        ServerEvent begun = (await reader.NextAsync())!;
        await storage.Records.ChangeAsync(first.Key, r => r.Finish(time.GetUtcNow(), new StageFailure("code", "why")), default);
        ServerEvent ended = (await reader.NextAsync())!;

        (active.RunId, active.Status).Should().Be((first.RunId.ToString(), "running"));
        (begun.RunId, begun.Status).Should().Be((second.RunId.ToString(), "running"));
        (ended.Type, ended.RunId, ended.Status).Should().Be(("status", first.RunId.ToString(), "failed"));
    }

    [Fact]
    public async Task Stream_OfAllRuns_ComingAgain_TellsWhatEndedMeanwhile()
    {
        PipelineInput first = await StartedAsync();
        PipelineInput second = await StartedAsync();
        await using EventReader witness = FollowAll();
        await witness.NextAsync();
        string seen = (await witness.NextAsync())!.Id;
        await storage.Records.ChangeAsync(second.Key, r => r.Finish(time.GetUtcNow(), null), default);
        await witness.NextAsync();

        await using EventReader again = FollowAll(seen);
        ServerEvent told = (await again.NextAsync())!;

        (told.RunId, told.Status).Should().Be((second.RunId.ToString(), "completed"));
        told.RunId.Should().NotBe(first.RunId.ToString());
    }

    [Theory]
    [InlineData("0123456789ab-7")]
    [InlineData("nonsense")]
    [InlineData("-")]
    public async Task Stream_OfAllRuns_ComingFromAnotherProcess_SaysThatSomethingMayBeMissing(string lastId)
    {
        PipelineInput run = await StartedAsync();
        await using EventReader reader = FollowAll(lastId);

        ServerEvent reset = (await reader.NextAsync())!;
        ServerEvent status = (await reader.NextAsync())!;

        reset.Type.Should().Be("reset");
        status.RunId.Should().Be(run.RunId.ToString());
    }

    [Fact]
    public async Task Stream_WhenItsClientGoes_Ends()
    {
        PipelineInput run = await StartedAsync();
        await using EventReader reader = Follow(run);
        await reader.NextAsync();

        await reader.LeaveAsync();

        (await reader.ResultAsync()).Should().BeOfType<EmptyResult>();
    }

    [Fact]
    public async Task Stream_OverTheLimit_Is429UntilAPlaceIsFree()
    {
        PipelineInput run = await StartedAsync();
        await using StatusFeed narrow = Feed(new EventOptions { MaxClients = 1 });
        var functions = new EventFunctions(new PipelineFinder(storage.Records), narrow, time);
        string task = run.Request.Pipeline.Value;
        var reader = new EventReader(time, r => functions.FollowPipeline(r, task, client, default));
        await reader.NextAsync();

        var http = new DefaultHttpContext();
        IActionResult refused = await functions.FollowPipelines(http.Request, default);
        await reader.DisposeAsync();
        await using var next = new EventReader(time, r => functions.FollowPipelines(r, default));
        ServerEvent told = (await next.NextAsync())!;

        ((ObjectResult)refused).StatusCode.Should().Be(429);
        http.Response.Headers.RetryAfter.ToString().Should().Be("10");
        told.RunId.Should().Be(run.RunId.ToString());
    }

    [Fact]
    public async Task Stream_OfAnUnknownTask_Is404()
    {
        IActionResult answer = await events.FollowPipeline(new DefaultHttpContext().Request, "no.such", client, default);

        ((ObjectResult)answer).StatusCode.Should().Be(404);
    }

    private StatusFeed Feed(EventOptions options) =>
        new(storage.Records, storage.Index, time, Options.Create(options), NullLogger<StatusFeed>.Instance);

    private EventReader Follow(PipelineInput run, string? lastId = null) =>
        new(time, r => events.FollowPipeline(r, run.Request.Pipeline.Value, client, default), lastId);

    private EventReader FollowAll(string? lastId = null) => new(time, r => events.FollowPipelines(r, default), lastId);

    private async Task<PipelineInput> StartedAsync()
    {
        PipelineInput run = Requests.InputOf(Requests.New(), time.GetUtcNow());
        await storage.Records.ClaimAsync(RunRecord.Requested(run).Start(time.GetUtcNow()), default);
        client.Put(run, OrchestrationRuntimeStatus.Running);
        return run;
    }
}
