using System.Net;
using System.Text.Json.Nodes;
using VideoPipeline.Artifacts;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;
using VideoPipeline.Webhooks;

namespace VideoPipeline.Functions.Tests.Activities;

/// <summary>When and how callers are called back.</summary>
public sealed class CallbackActivitiesTests(Azurite azurite) : IClassFixture<Azurite>, IDisposable
{
    private readonly InstantTime time = new();
    private readonly TestStorage storage = new(azurite);
    private readonly FakeDurableTaskClient client = new();
    private readonly Receiver receiver = new();
    private readonly PipelineInput run = Requests.InputOf(Requests.New() with { CallbackUrl = "http://receiver.test/done" });

    public void Dispose()
    {
        client.DisposeAsync().AsTask().Wait();
        receiver.Dispose();
    }

    [Fact]
    public async Task Announce_Twice_StartsOneOrchestrationBesideTheRun()
    {
        CallbackActivities activities = Activities();

        await activities.AnnounceEnd(run, client, default);
        await activities.AnnounceEnd(run, client, default);

        client.OtherStarts.Should().Equal((nameof(CallbackOrchestrator), CallbackOrchestrator.IdOf(run.RunId), run.Key));
        client.Starts.Should().BeEmpty();
    }

    [Fact]
    public async Task Announce_RunThatNobodyWantsToHearOf_StartsNothing()
    {
        await Activities().AnnounceEnd(Requests.Input(), client, default);

        client.OtherStarts.Should().BeEmpty();
    }

    [Fact]
    public async Task Cancel_RunThatHasNotBegun_IsAnnounced()
    {
        RunRecord cancelled = await storage.Canceller(time).CancelAsync(RunRecord.Requested(run), client, default);

        cancelled.State.Should().Be(RunState.Cancelled);
        client.OtherStarts.Should().ContainSingle();
    }

    [Fact]
    public async Task Call_RunThatFailed_TellsItsStatusAndLogsIt()
    {
        await EndAsync(new StageFailure("transcript-unavailable", "Nobody gave one."));

        bool taken = await Activities().CallBack(run.Key, default);

        taken.Should().BeTrue();
        receiver.Body["event"]!.GetValue<string>().Should().Be("run.failed");
        receiver.Body["delivery"]!.GetValue<string>().Should().Be(run.RunId.ToString());
        receiver.Body["run"]!["error_code"]!.GetValue<string>().Should().Be("transcript-unavailable");
        (await LogAsync()).Should().Contain("The callback was taken.");
    }

    [Fact]
    public async Task Call_ReceiverThatIsAway_IsTriedAgain()
    {
        await EndAsync(null);
        receiver.Status = HttpStatusCode.BadGateway;

        Func<Task> act = () => Activities().CallBack(run.Key, default);

        await act.Should().ThrowAsync<HttpRequestException>();
        (await LogAsync()).Should().Contain("could not be delivered: The callback answered 502.");
    }

    [Fact]
    public async Task Call_ReceiverThatDoesNotWantIt_IsLeftAlone()
    {
        await EndAsync(null);
        receiver.Status = HttpStatusCode.Gone;

        (await Activities().CallBack(run.Key, default)).Should().BeFalse();
        (await LogAsync()).Should().Contain("was refused: The callback answered 410.");
    }

    [Fact]
    public async Task Call_HostThatIsNoLongerAllowed_IsNotCalled()
    {
        await EndAsync(null);

        (await Activities("other.test").CallBack(run.Key, default)).Should().BeFalse();
        receiver.Calls.Should().Be(0);
    }

    [Fact]
    public async Task Call_RunThatHasBeenDeleted_IsOver() => (await Activities().CallBack(run.Key, default)).Should().BeFalse();

    private CallbackActivities Activities(string allowed = "receiver.test")
    {
        var options = new WebhookOptions { Secret = "a secret of sixteen" };
        var sender = new WebhookSender(
            new HttpClient(receiver, disposeHandler: false), Callbacks.To(allowed), new FixedOptions<WebhookOptions>(options), time);
        return new CallbackActivities(storage.Records, sender, storage.Callbacks, storage.Log);
    }

    private async Task EndAsync(StageFailure? failure)
    {
        await storage.Records.ClaimAsync(RunRecord.Requested(run).Start(time.Now), default);
        await storage.Records.ChangeAsync(run.Key, r => r.Finish(time.Now, failure), default);
    }

    private async Task<string> LogAsync()
    {
        ArtifactReference log = (await storage.Artifacts.FindAsync(ArtifactKind.Log, run.Key, ArtifactNames.Log, default))!;
        return (await storage.Artifacts.ReadAsync(log, default)).ToString();
    }

    private sealed class Receiver : HttpMessageHandler
    {
        public HttpStatusCode Status { get; set; } = HttpStatusCode.NoContent;

        public int Calls { get; private set; }

        public JsonNode Body { get; private set; } = new JsonObject();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            Body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
            return new HttpResponseMessage(Status);
        }
    }
}
