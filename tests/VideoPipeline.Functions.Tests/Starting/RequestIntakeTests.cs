using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Starting;

public sealed class RequestIntakeTests : IClassFixture<Azurite>, IDisposable
{
    private readonly string video = $"video-{Guid.NewGuid():N}";
    private readonly FakeDurableTaskClient client = new();
    private readonly RunRecordStore records;
    private readonly QueueClient poison;
    private readonly RequestIntake intake;

    public RequestIntakeTests(Azurite azurite)
    {
        var time = new InstantTime();
        var storage = new TestStorage(azurite);
        var queues = new QueueServiceClient(azurite.ConnectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        records = storage.Records;
        poison = queues.GetQueueClient("pipeline-requests-poison");
        intake = new RequestIntake(
            storage.Starter(time), new RefusedRequests(queues, storage.Metrics, time), Callbacks.None, NullLogger<RequestIntake>.Instance);
    }

    private string Valid => $$"""{"creator_id": "c", "video_id": "{{video}}"}""";

    private PipelineInstanceId Pipeline => PipelineInstanceId.Create("c", video);

    public void Dispose() => client.DisposeAsync().AsTask().Wait();

    [Fact]
    public async Task Take_ValidRequest_StartsTheRunOfTheMessage()
    {
        await TakeAsync("m1", Valid);

        client.Starts.Should().ContainSingle().Which.RunId.Should().Be(RunId.FromIdempotencyKey(Pipeline, "queue:m1"));
    }

    [Fact]
    public async Task Take_DeliveredAgainWhileItRuns_StartsNothing()
    {
        await TakeAsync("m1", Valid);
        await records.ClaimAsync(RunRecord.Requested(client.Starts.Single()), default);

        await TakeAsync("m1", Valid);

        client.Starts.Should().ContainSingle();
    }

    [Fact]
    public async Task Take_DeliveredAgainBeforeItWasClaimed_IsTheSameRun()
    {
        await TakeAsync("m1", Valid);

        await TakeAsync("m1", Valid);

        client.Starts.Select(s => s.RunId).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Take_DuplicateOfAnActiveRun_IsConsumedAndNamesIt()
    {
        await TakeAsync("m1", Valid);
        PipelineInput active = client.Starts.Single();

        await TakeAsync("m2", Valid);

        RunRecord alias = (await records.FindAsync(new RunKey(Pipeline, RunId.FromIdempotencyKey(Pipeline, "queue:m2")), default))!;
        alias.DuplicateOf.Should().Be(active.RunId);
    }

    [Theory]
    [InlineData("{\"creator_id\": \"c\"", "JSON")]
    [InlineData("{\"creator_id\": \"c\"}", "video_id: This field is required")]
    [InlineData("{\"creator_id\": \"c\", \"video_id\": \"video-1\", \"on_duplicate\": \"explode\"}", "on_duplicate: Must be")]
    public async Task Take_NotValid_GoesToThePoisonQueueAtOnceWithTheReason(string body, string reason)
    {
        string id = Guid.NewGuid().ToString();

        await TakeAsync(id, body);

        client.Starts.Should().BeEmpty();
        JsonNode refused = await RefusedAsync(id);
        refused["message"]!.GetValue<string>().Should().Be(body);
        refused["reason"]!.GetValue<string>().Should().Contain(reason);
    }

    [Fact]
    public async Task Take_EngineAway_ThrowsSoThatTheMessageComesBack()
    {
        client.OnStart = _ => throw new IOException("no connection");

        Func<Task> act = () => TakeAsync("m1", Valid);

        await act.Should().ThrowAsync<StartFailedException>();
    }

    private Task TakeAsync(string id, string body) => intake.StartQueuedRequest(
        QueuesModelFactory.QueueMessage(id, "receipt", new BinaryData(body), 1), client, default);

    private async Task<JsonNode> RefusedAsync(string id)
    {
        PeekedMessage[] messages = await poison.PeekMessagesAsync(32);
        return messages.Select(m => JsonNode.Parse(m.Body.ToString())!).Single(m => m["message_id"]!.GetValue<string>() == id);
    }
}
