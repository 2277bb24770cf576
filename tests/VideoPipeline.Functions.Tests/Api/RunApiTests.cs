using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Api;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Api;

/// <summary>What callers are told of runs, and what they can do with them.</summary>
public sealed class RunApiTests : IClassFixture<Azurite>, IDisposable
{
    private const string LongText =
        "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
        + "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
        + "01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890";

    private readonly InstantTime time = new();
    private readonly FakeDurableTaskClient client = new();
    private readonly TestStorage storage;
    private readonly StatusFunctions status;
    private readonly ListFunctions lists;
    private readonly RunFunctions runs;

    public RunApiTests(Azurite azurite)
    {
        storage = new TestStorage(azurite);
        var finder = new PipelineFinder(storage.Records);
        status = new StatusFunctions(finder, new WaitReader(storage.Records, time), storage.RunArtifacts);
        lists = new ListFunctions(storage.Records, finder);
        runs = new RunFunctions(finder, storage.Canceller(time), storage.Starter(time));
    }

    public void Dispose() => client.DisposeAsync().AsTask().Wait();

    [Fact]
    public async Task Status_OfARunThatWaitsItsTurn_TellsThePlaceAndWhatItWaitsFor()
    {
        PipelineInput active = await StartedAsync();
        PipelineInput first = await QueuedAsync(active, 1);
        PipelineInput second = await QueuedAsync(active, 2);

        JsonNode current = await StatusAsync(active);
        JsonNode waiting = await StatusAsync(active, second.RunId);

        current["run_id"]!.GetValue<string>().Should().Be(active.RunId.ToString());
        current["queued_runs"]!.GetValue<int>().Should().Be(2);
        waiting["status"]!.GetValue<string>().Should().Be("pending");
        waiting["queue_position"]!.GetValue<int>().Should().Be(2);
        waiting["waiting_for"]!.GetValue<string>().Should().Contain("its turn");
        first.RunId.Should().NotBe(second.RunId);
    }

    [Fact]
    public async Task Status_OfATerminatedRun_IsFailedAtOnce()
    {
        PipelineInput run = await StartedAsync();
        client.Put(run, OrchestrationRuntimeStatus.Terminated);

        JsonNode found = await StatusAsync(run);

        found["status"]!.GetValue<string>().Should().Be("failed");
        found["error_code"]!.GetValue<string>().Should().Be("terminated");
    }

    [Fact]
    public async Task Status_OfADuplicatesRunId_IsThatOfTheRunThatServesIt()
    {
        PipelineInput run = await StartedAsync();
        PipelineInput duplicate = Requests.InputOf(run.Request, time.Now);
        await storage.Records.ClaimAsync(RunRecord.Duplicate(duplicate, run.RunId), default);

        JsonNode found = await StatusAsync(run, duplicate.RunId);

        found["run_id"]!.GetValue<string>().Should().Be(run.RunId.ToString());
    }

    [Fact]
    public async Task Cancel_ActiveRun_MarksItsRecordAndTellsIt()
    {
        PipelineInput run = await StartedAsync();

        IActionResult answer = await runs.CancelPipeline(Request(), run.Request.Pipeline.Value, client, default);

        StatusOf(answer).Should().Be(202);
        (await storage.Records.FindAsync(run.Key, default))!.CancelRequestedAt.Should().Be(time.Now);
        client.Events.Should().Equal((run.Request.Pipeline.Value, CancelSignal.EventOf(run.RunId)));
    }

    [Fact]
    public async Task Cancel_EngineThatCannotTellTheRun_IsTakenAllTheSame()
    {
        PipelineInput run = await StartedAsync();
        client.Refusal = new IOException("Status(StatusCode=\"Unknown\", Detail=\"Exception was thrown by handler.\")");

        IActionResult answer = await runs.CancelPipeline(Request(), run.Request.Pipeline.Value, client, default);

        StatusOf(answer).Should().Be(202);
        client.Events.Should().ContainSingle();
        (await storage.Records.FindAsync(run.Key, default))!.CancelRequestedAt.Should().Be(time.Now);
    }

    [Fact]
    public async Task Cancel_RunThatWaits_EndsItAndLeavesTheActiveOneAlone()
    {
        PipelineInput active = await StartedAsync();
        PipelineInput waiting = await QueuedAsync(active, 1);

        IActionResult answer = await runs.CancelPipeline(Request($"?run_id={waiting.RunId}"), active.Request.Pipeline.Value, client, default);

        StatusOf(answer).Should().Be(200);
        (await storage.Records.FindAsync(waiting.Key, default))!.State.Should().Be(RunState.Cancelled);
        (await storage.Records.FindAsync(active.Key, default))!.CancelRequestedAt.Should().BeNull();
        client.Events.Should().BeEmpty();
    }

    [Fact]
    public async Task Cancel_RunThatNobodyHasClaimedYet_KeepsItFromBeginning()
    {
        PipelineInput run = Requests.InputOf(Requests.New(), time.Now);
        client.Put(run, OrchestrationRuntimeStatus.Pending);

        await runs.CancelPipeline(Request(), run.Request.Pipeline.Value, client, default);

        (await storage.Records.FindAsync(run.Key, default))!.State.Should().Be(RunState.Cancelled);
    }

    [Fact]
    public async Task Cancel_RunThatIsComplete_Is409()
    {
        PipelineInput run = await StartedAsync();
        await storage.Records.ChangeAsync(run.Key, r => r.Finish(time.Now, null), default);
        client.Put(run, OrchestrationRuntimeStatus.Completed);

        StatusOf(await runs.CancelPipeline(Request(), run.Request.Pipeline.Value, client, default)).Should().Be(409);
    }

    [Fact]
    public async Task Retry_WhileTheRunGoesOn_Is409()
    {
        PipelineInput run = await StartedAsync();

        StatusOf(await runs.RetryPipeline(Request(), run.Request.Pipeline.Value, client, default)).Should().Be(409);
    }

    [Fact]
    public async Task Retry_OfARunThatIsComplete_Is409AndSaysWhatToDo()
    {
        PipelineInput run = await StartedAsync();
        await storage.Records.ChangeAsync(run.Key, r => r.Finish(time.Now, null), default);
        client.Put(run, OrchestrationRuntimeStatus.Completed);

        IActionResult answer = await runs.RetryPipeline(Request(), run.Request.Pipeline.Value, client, default);

        StatusOf(answer).Should().Be(409);
        ((ProblemDetails)((ObjectResult)answer).Value!).Detail.Should().Contain("force");
        client.Starts.Should().BeEmpty();
    }

    [Fact]
    public async Task Retry_ClickedTwice_IsTheSameRunEachTime()
    {
        PipelineInput failed = await StartedAsync();
        await storage.Records.ChangeAsync(failed.Key, r => r.Finish(time.Now, new StageFailure("code", "why")), default);
        client.Put(failed, OrchestrationRuntimeStatus.Completed);

        JsonNode first = BodyOf(await runs.RetryPipeline(Request(), failed.Request.Pipeline.Value, client, default));
        JsonNode second = BodyOf(await runs.RetryPipeline(Request(), failed.Request.Pipeline.Value, client, default));

        second["run_id"]!.GetValue<string>().Should().Be(first["run_id"]!.GetValue<string>()).And.NotBe(failed.RunId.ToString());
        second["deduplicated"]!.GetValue<bool>().Should().BeTrue();
        client.Starts.Should().ContainSingle();
    }

    [Theory]
    [InlineData("?from_stage=voice", "")]
    [InlineData("", "{\"from_stage\": \"voice\"}")]
    public async Task Retry_FromAStage_IsARunOfItsOwnThatKeepsWhatComesBefore(string query, string body)
    {
        PipelineInput ended = await CompletedAsync();

        HttpAnswer answer = await RetryAsync(ended, query, body);
        HttpAnswer again = await RetryAsync(ended, query, body);

        answer.Status.Should().Be(202, answer.Text);
        PipelineInput redo = client.Starts.Should().ContainSingle().Subject;
        (redo.Continues, redo.RedoFrom).Should().Be((ended.RunId, PipelineStage.Voice));
        again.Json["run_id"]!.GetValue<string>().Should().Be(redo.RunId.ToString(), "it goes on: somebody has clicked twice");
        again.Json["deduplicated"]!.GetValue<bool>().Should().BeTrue();
    }

    [Fact]
    public async Task Retry_FromAStage_MayBeAskedForAnyNumberOfTimes()
    {
        PipelineInput ended = await CompletedAsync();
        await RetryAsync(ended, $"?from_stage=draft&run_id={ended.RunId}");
        client.Put(client.Starts.Single(), OrchestrationRuntimeStatus.Completed);

        HttpAnswer second = await RetryAsync(ended, $"?from_stage=draft&run_id={ended.RunId}");

        second.Json["deduplicated"]!.GetValue<bool>().Should().BeFalse();
        client.Starts.Select(s => s.RunId).Should().HaveCount(2).And.OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData("?from_stage=export", "", 422)]
    [InlineData("?from_stage=publish", "", 422)]
    [InlineData("?from_stage=Voice", "", 422)]
    [InlineData("", "{\"from_stage\": 1}", 422)]
    [InlineData("", "{\"from\": \"voice\"}", 422)]
    [InlineData("", "[]", 422)]
    [InlineData("", "{", 400)]
    public async Task Retry_FromWhereItCannotBegin_IsRefused(string query, string body, int expected)
    {
        PipelineInput ended = await CompletedAsync();

        HttpAnswer answer = await RetryAsync(ended, query, body);

        answer.Status.Should().Be(expected, answer.Text);
        client.Starts.Should().BeEmpty();
    }

    [Fact]
    public async Task Retry_FromBehindAStageThatIsNotFinished_Is409AndNamesIt()
    {
        PipelineInput failed = await StartedAsync();
        await storage.Records.ChangeAsync(failed.Key, r => r.Finish(time.Now, new StageFailure("code", "why")), default);
        client.Put(failed, OrchestrationRuntimeStatus.Completed);

        HttpAnswer answer = await RetryAsync(failed, "?from_stage=draft");

        answer.Status.Should().Be(409);
        answer.Json["detail"]!.GetValue<string>().Should().Contain("the stage story");
    }

    [Fact]
    public async Task Status_OfARunThatLostItsWorker_IsThatOfTheRun()
    {
        PipelineInput run = await StartedAsync();
        await QueuedAsync(run, 1);
        client.Put(run, OrchestrationRuntimeStatus.Failed);

        JsonNode found = await StatusAsync(run);

        found["run_id"]!.GetValue<string>().Should().Be(run.RunId.ToString());
        found["status"]!.GetValue<string>().Should().Be("running");
    }

    [Fact]
    public async Task UnknownTask_Is404Everywhere()
    {
        StatusOf(await status.GetPipelineStatus(Request(), "no.such", client, default)).Should().Be(404);
        StatusOf(await status.GetPipelineStatus(Request("?run_id=nonsense"), "no.such", client, default)).Should().Be(404);
        StatusOf(await runs.CancelPipeline(Request(), "../etc", client, default)).Should().Be(404);
        StatusOf(await runs.RetryPipeline(Request(), "no.such", client, default)).Should().Be(404);
    }

    [Fact]
    public async Task List_IsNewestFirstFilteredAndPaged()
    {
        for (int i = 0; i < 3; i++)
        {
            time.Now += TimeSpan.FromMinutes(1);
            await StartedAsync();
        }

        JsonNode page = BodyOf(await lists.ListPipelineTasks(Request("?page=2&page_size=2&status=running&creator_id=creator"), default));
        JsonNode none = BodyOf(await lists.ListPipelineTasks(Request("?start_date=2027-01-01"), default));

        page["total"]!.GetValue<int>().Should().Be(3);
        page["tasks"]!.AsArray().Should().ContainSingle().Which!["created_at"]!.GetValue<DateTimeOffset>().Should().Be(time.Now.AddMinutes(-2));
        none["total"]!.GetValue<int>().Should().Be(0);
    }

    [Fact]
    public async Task List_Search_FindsWhatTaskVideoCreatorOrAccountContains()
    {
        PipelineInput run = Requests.InputOf(Requests.New() with { CreatorId = "甲", AccountName = "Main-Channel" }, time.Now);
        await storage.Records.ClaimAsync(RunRecord.Requested(run).Start(time.Now), default);
        await StartedAsync();

        (await FindAsync(run.Request.VideoId[6..].ToUpperInvariant())).Should().Equal(run.RunId.ToString());
        (await FindAsync("%E7%94%B2")).Should().Equal(run.RunId.ToString());
        (await FindAsync("main-channel")).Should().Equal(run.RunId.ToString());
        (await FindAsync("no such thing")).Should().BeEmpty();

        async Task<IEnumerable<string>> FindAsync(string text) =>
            BodyOf(await lists.ListPipelineTasks(Request($"?search={text}"), default))["tasks"]!.AsArray().Select(t => t!["run_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Runs_OfATask_AreNewestFirstInPagesAndWithTheOneThatIsNotClaimedYet()
    {
        PipelineInput first = await StartedAsync();
        await storage.Records.ChangeAsync(first.Key, r => r.Finish(time.Now, null), default);
        PipelineInput second = Requests.InputOf(first.Request, time.Now.AddMinutes(1));
        client.Put(second, OrchestrationRuntimeStatus.Pending);

        JsonNode all = BodyOf(await lists.ListPipelineRuns(Request(), first.Request.Pipeline.Value, client, default));
        JsonNode page = BodyOf(await lists.ListPipelineRuns(Request("?page=2&page_size=1"), first.Request.Pipeline.Value, client, default));

        all["runs"]!.AsArray().Select(r => (r!["run_id"]!.GetValue<string>(), r["status"]!.GetValue<string>()))
            .Should().Equal((second.RunId.ToString(), "pending"), (first.RunId.ToString(), "completed"));
        page["total"]!.GetValue<int>().Should().Be(2);
        page["runs"]!.AsArray().Should().ContainSingle().Which!["run_id"]!.GetValue<string>().Should().Be(first.RunId.ToString());
    }

    [Fact]
    public async Task Status_TellsWhatWasAskedFor_SoThatItCanBeAskedForAgain()
    {
        PipelineRequest request = Requests.New() with { Gallery = "trip", Music = "tunes", Language = "zh", TargetMinutes = 5, AccountName = "main" };
        PipelineInput run = Requests.InputOf(request, time.Now);
        await storage.Records.ClaimAsync(RunRecord.Requested(run), default);

        JsonNode found = await StatusAsync(run);

        JsonObject again = found["request"]!.AsObject().DeepClone().AsObject();
        foreach (string field in (string[])["creator_id", "video_id", "account_name", "export_video"])
        {
            again[field] = found[field]!.DeepClone();
        }

        RequestParser.Parse(BinaryData.FromString(again.ToJsonString()), null, Callbacks.None).Request.Should().Be(request);
    }

    [Theory]
    [InlineData("?page=0")]
    [InlineData("?page_size=101")]
    [InlineData("?status=sleeping")]
    [InlineData("?start_date=yesterday")]
    [InlineData("?search=" + LongText)]
    public async Task List_NotValid_Is422(string query) => StatusOf(await lists.ListPipelineTasks(Request(query), default)).Should().Be(422);

    private static HttpRequest Request(string query = "") => new DefaultHttpContext
    {
        Request = { Scheme = "http", Host = new HostString("localhost"), QueryString = new QueryString(query) },
    }.Request;

    private static int? StatusOf(IActionResult answer) => ((ObjectResult)answer).StatusCode;

    private static JsonNode BodyOf(IActionResult answer) => System.Text.Json.JsonSerializer.SerializeToNode(((ObjectResult)answer).Value)!;

    private async Task<JsonNode> StatusAsync(PipelineInput run, RunId? named = null) => BodyOf(await status.GetPipelineStatus(
        Request(named is null ? "" : $"?run_id={named}"), run.Request.Pipeline.Value, client, default));

    private async Task<PipelineInput> StartedAsync()
    {
        PipelineInput run = Requests.InputOf(Requests.New(), time.Now);
        await storage.Records.ClaimAsync(RunRecord.Requested(run).Start(time.Now), default);
        client.Put(run, OrchestrationRuntimeStatus.Running);
        return run;
    }

    private async Task<PipelineInput> CompletedAsync()
    {
        PipelineInput run = await StartedAsync();
        foreach (PipelineStage stage in run.Request.Stages)
        {
            await storage.Records.ChangeAsync(run.Key, r => r.With(stage, s => s.Complete(time.Now, "done")), default);
        }

        await storage.Records.ChangeAsync(run.Key, r => r.Finish(time.Now, null), default);
        client.Put(run, OrchestrationRuntimeStatus.Completed);
        return run;
    }

    private Task<HttpAnswer> RetryAsync(PipelineInput run, string query, string body = "")
    {
        HttpRequest request = HttpAnswer.Request(query, "POST");
        request.Body = BinaryData.FromString(body).ToStream();
        return HttpAnswer.OfAsync(request, r => runs.RetryPipeline(r, run.Request.Pipeline.Value, client, default));
    }

    private async Task<PipelineInput> QueuedAsync(PipelineInput active, int seconds)
    {
        PipelineInput run = Requests.InputOf(active.Request, time.Now.AddSeconds(seconds)) with { IsQueued = true };
        await storage.Records.ClaimAsync(RunRecord.Requested(run), default);
        return run;
    }
}
