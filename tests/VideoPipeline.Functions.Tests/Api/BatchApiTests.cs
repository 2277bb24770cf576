using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.Functions.Api;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Api;

/// <summary>Many starts in one call.</summary>
public sealed class BatchApiTests : IClassFixture<Azurite>, IDisposable
{
    private readonly FakeDurableTaskClient client = new();
    private readonly BatchFunctions batches;

    public BatchApiTests(Azurite azurite) => batches = Batches(new TestStorage(azurite));

    public void Dispose() => client.DisposeAsync().AsTask().Wait();

    [Fact]
    public async Task Batch_AnswersEachRequestAsItWouldHaveBeenAnsweredAlone()
    {
        HttpAnswer answer = await PostAsync("""
            {"requests": [
              {"creator_id": "ann", "video_id": "video-one"},
              {"creator_id": "ann"},
              {"creator_id": "ann", "video_id": "video-two", "gender": "robot", "speed": 1},
              7,
              {"creator_id": "ann", "video_id": "video-one"},
              {"creator_id": "ann", "video_id": "video-one", "on_duplicate": "reject"}]}
            """);

        answer.Status.Should().Be(200);
        JsonArray results = answer.Json["results"]!.AsArray();
        results.Select(r => r!["index"]!.GetValue<int>()).Should().Equal(0, 1, 2, 3, 4, 5);
        results.Select(r => r!["status"]!.GetValue<int>()).Should().Equal(202, 422, 422, 422, 202, 409);
        results[0]!["deduplicated"]!.GetValue<bool>().Should().BeFalse();
        results[4]!["deduplicated"]!.GetValue<bool>().Should().BeTrue();
        results[4]!["run_id"]!.GetValue<string>().Should().Be(results[0]!["run_id"]!.GetValue<string>());
        results[1]!["detail"]!.GetValue<string>().Should().Contain("video_id");
        results[2]!["errors"]!.AsObject().Select(e => e.Key).Should().BeEquivalentTo("gender", "speed");
        (answer.Json["accepted"]!.GetValue<int>(), answer.Json["refused"]!.GetValue<int>()).Should().Be((2, 4));
        client.Starts.Should().ContainSingle();
    }

    [Fact]
    public async Task Batch_OfOnePipeline_IsQueuedInItsOrder()
    {
        string requests = string.Join(",", Enumerable.Range(1, 5).Select(minutes =>
            $$"""{"creator_id": "ann", "video_id": "video-one", "on_duplicate": "queue", "target_minutes": {{minutes}}}"""));

        JsonNode answer = (await PostAsync($$"""{"requests": [{{requests}}]}""")).Json;

        answer["results"]!.AsArray().Select(r => r!["queue_position"]?.GetValue<int>()).Should().Equal(null, 1, 2, 3, 4);
        client.Starts.Should().ContainSingle().Which.Request.TargetMinutes.Should().Be(1);
    }

    [Fact]
    public async Task Batch_SentAgainWithItsKey_IsTheSameRuns()
    {
        const string body = """{"requests": [{"creator_id": "ann", "video_id": "video-one"}, {"creator_id": "ann", "video_id": "video-two"}]}""";

        JsonNode first = (await PostAsync(body, ("Idempotency-Key", "monday"))).Json;
        foreach (PipelineInput run in client.Starts)
        {
            client.Put(run, OrchestrationRuntimeStatus.Completed);
        }

        JsonNode second = (await PostAsync(body, ("Idempotency-Key", "monday"))).Json;

        RunsOf(second).Should().Equal(RunsOf(first)).And.OnlyHaveUniqueItems();

        static IEnumerable<string> RunsOf(JsonNode answer) => answer["results"]!.AsArray().Select(r => r!["run_id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("{\"requests\": []}", 422)]
    [InlineData("{\"requests\": {}}", 422)]
    [InlineData("[]", 422)]
    [InlineData("null", 422)]
    [InlineData("{\"requests\": [", 400)]
    [InlineData("", 400)]
    public async Task Batch_ThatIsNone_IsRefused(string body, int status) => (await PostAsync(body)).Status.Should().Be(status);

    [Fact]
    public async Task Batch_OfTooMany_IsRefusedAndNothingIsStarted()
    {
        string requests = string.Join(",", Enumerable.Range(0, 501).Select(i => $$"""{"creator_id": "ann", "video_id": "video-{{i}}"}"""));

        HttpAnswer answer = await PostAsync($$"""{"requests": [{{requests}}]}""");

        answer.Status.Should().Be(422);
        client.Starts.Should().BeEmpty();
    }

    private static BatchFunctions Batches(TestStorage storage) =>
        new(new StartAnswer(storage.Starter(TimeProvider.System), Callbacks.None, NullLogger<StartAnswer>.Instance));

    private async Task<HttpAnswer> PostAsync(string body, params (string Name, string Value)[] headers)
    {
        HttpRequest request = HttpAnswer.Request(method: "POST", headers: headers);
        request.Body = BinaryData.FromString(body).ToStream();
        return await HttpAnswer.OfAsync(request, r => batches.StartPipelineBatch(r, client, default));
    }
}
