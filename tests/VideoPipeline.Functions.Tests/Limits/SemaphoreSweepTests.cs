using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.Export;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Limits;
using VideoPipeline.Pipelines;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Limits;

public sealed class SemaphoreSweepTests(Azurite azurite) : IClassFixture<Azurite>, IDisposable
{
    private const string Voices = "tts:easyvoice";

    private readonly TestStorage storage = new(azurite);
    private readonly InstantTime time = new();
    private readonly FakeDurableTaskClient client = new();
    private readonly StubExporter exporter = new();
    private readonly LimitsOptions limits = new() { ["tts"] = new() { ["EasyVoice"] = new ResourceLimits { Concurrency = 2 } } };

    public void Dispose() => exporter.Dispose();

    [Fact]
    public async Task Waiters_OfRunsThatAreNotActive_AreDropped()
    {
        PipelineInput holder = Running();
        PipelineInput active = Running();
        PipelineInput missing = Requests.Input();
        PipelineInput ended = Requests.Input();
        PipelineInput replaced = Requests.Input();
        client.Put(ended, OrchestrationRuntimeStatus.Terminated);
        client.Put(replaced with { RunId = RunId.New(TimeProvider.System) }, OrchestrationRuntimeStatus.Running);
        Queue(SemaphoreEntity.Exporter, holder, active, missing, ended, replaced);

        await SweepAsync();

        TakenBack(SemaphoreEntity.Exporter).Should().Equal(new[] { missing, ended, replaced }.Select(Request));
        exporter.Calls.Should().BeEmpty("nobody but waiters is suspected");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(ExportState.Succeeded)]
    [InlineData(ExportState.Failed)]
    [InlineData(ExportState.Cancelled)]
    public async Task Holder_OfARunThatIsNotActive_LosesTheSlot_WhenTheExporterDoesNotRender(ExportState? state)
    {
        PipelineInput holder = Requests.Input();
        Queue(SemaphoreEntity.Exporter, holder);
        if (state is { } known)
        {
            exporter.Put(Request(holder), known);
        }

        await SweepAsync();

        TakenBack(SemaphoreEntity.Exporter).Should().Equal(Request(holder));
    }

    [Fact]
    public async Task Holder_OfARunThatWasTerminatedThisMoment_KeepsTheSlotAWhile_ForItsDraftMayBeOnTheWay()
    {
        PipelineInput holder = Requests.Input();
        client.Put(holder, OrchestrationRuntimeStatus.Terminated, time.Now);
        Queue(SemaphoreEntity.Exporter, holder);

        await SweepAsync();
        IReadOnlyList<string> before = TakenBack(SemaphoreEntity.Exporter);
        time.Now += TimeSpan.FromMinutes(1);
        await SweepAsync();

        before.Should().BeEmpty();
        TakenBack(SemaphoreEntity.Exporter).Should().Equal(Request(holder));
    }

    [Theory]
    [InlineData(ExportState.Queued)]
    [InlineData(ExportState.Running)]
    public async Task Holder_OfARunThatIsNotActive_KeepsTheSlot_UntilTheExporterConfirmsTheCancellation(ExportState state)
    {
        PipelineInput holder = Requests.Input();
        Queue(SemaphoreEntity.Exporter, holder);
        exporter.Put(Request(holder), state);
        exporter.ConfirmsCancellations = false;

        await SweepAsync();
        IReadOnlyList<string> before = TakenBack(SemaphoreEntity.Exporter);
        exporter.ConfirmsCancellations = true;
        await SweepAsync();

        before.Should().BeEmpty();
        exporter.Calls.Should().Contain($"DELETE {Request(holder)}");
        TakenBack(SemaphoreEntity.Exporter).Should().Equal(Request(holder));
    }

    [Fact]
    public async Task Holder_OfARunThatLostItsWorker_KeepsTheSlotAndItsJob_ForItIsStartedAgain()
    {
        PipelineInput holder = Requests.Input();
        client.Put(holder, OrchestrationRuntimeStatus.Failed);
        await storage.Records.ClaimAsync(RunRecord.Requested(holder).Start(time.Now), default);
        Queue(SemaphoreEntity.Exporter, holder);
        exporter.Put(Request(holder), ExportState.Running);

        await SweepAsync();
        IReadOnlyList<string> lost = TakenBack(SemaphoreEntity.Exporter);
        await storage.Records.ChangeAsync(holder.Key, r => r.Finish(time.Now, StageFailure.Lost(5)), default);
        await SweepAsync();

        lost.Should().BeEmpty();
        TakenBack(SemaphoreEntity.Exporter).Should().Equal(Request(holder));
    }

    [Fact]
    public async Task Holder_OfAnActiveRun_KeepsTheSlot_AlsoWhenItsLeaseRanOut()
    {
        Queue(SemaphoreEntity.Exporter, Running());
        time.Now += TimeSpan.FromMinutes(119);

        await SweepAsync();

        TakenBack(SemaphoreEntity.Exporter).Should().BeEmpty();
        exporter.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Holder_OfAnActiveRun_LosesTheSlotAfterTheDeadline_OnceTheCancellationIsConfirmed()
    {
        PipelineInput holder = Running();
        Queue(SemaphoreEntity.Exporter, holder);
        exporter.Put(Request(holder), ExportState.Running);
        time.Now += TimeSpan.FromHours(2);

        await SweepAsync();

        exporter.Jobs[Request(holder)].State.Should().Be(ExportState.Cancelled);
        TakenBack(SemaphoreEntity.Exporter).Should().Equal(Request(holder));
    }

    [Fact]
    public async Task ExporterThatIsAway_GivesNoVerdict_AndTheOthersAreStillLookedAt()
    {
        PipelineInput holder = Requests.Input();
        PipelineInput waiter = Requests.Input();
        PipelineInput speaker = Requests.Input();
        Queue(SemaphoreEntity.Exporter, holder, waiter);
        Queue(Voices, speaker);
        exporter.IsReachable = _ => false;

        await SweepAsync();

        TakenBack(SemaphoreEntity.Exporter).Should().Equal(Request(waiter));
        TakenBack(Voices).Should().Equal(Request(speaker));
    }

    [Fact]
    public async Task Holder_OfAProvidersSlot_IsGivenAMinuteAfterItsRunHasEnded()
    {
        PipelineInput speaker = Requests.Input();
        client.Put(speaker, OrchestrationRuntimeStatus.Terminated, time.Now);
        Queue(Voices, speaker);

        time.Now += TimeSpan.FromSeconds(59);
        await SweepAsync();
        IReadOnlyList<string> before = TakenBack(Voices);
        time.Now += TimeSpan.FromSeconds(1);
        await SweepAsync();

        before.Should().BeEmpty("terminating a run does not stop what it speaks");
        TakenBack(Voices).Should().Equal(Request(speaker));
        exporter.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task GrantsThatWereNotConfirmed_AreSentAgain()
    {
        PipelineInput holder = Running();
        Queue(SemaphoreEntity.Exporter, holder);
        await SweepAsync();
        int unconfirmed = Reminders();
        client.FakeEntities.States[SemaphoreEntity.IdOf(SemaphoreEntity.Exporter)] =
            State(SemaphoreEntity.Exporter).Confirm(Request(holder), time.Now).State;

        await SweepAsync();

        unconfirmed.Should().Be(1);
        Reminders().Should().Be(1);
    }

    private static string Request(PipelineInput run) => ExportStage.RequestIdOf(run.RunId);

    private PipelineInput Running()
    {
        PipelineInput run = Requests.Input();
        client.Put(run, OrchestrationRuntimeStatus.Running);
        return run;
    }

    // The first gets the slot, the others wait.
    private void Queue(string resource, params PipelineInput[] runs)
    {
        var empty = SemaphoreState.Create(new SlotRules(1, TimeSpan.FromMinutes(10), false), time.Now);
        client.FakeEntities.States[SemaphoreEntity.IdOf(resource)] = runs.Aggregate(empty, (state, run) => state.Acquire(
            new SlotRequest(Request(run), run.Key.Pipeline.Value, run.RunId.ToString(), run.Request.CreatorId), time.Now).State);
    }

    private SemaphoreState State(string resource) => (SemaphoreState)client.FakeEntities.States[SemaphoreEntity.IdOf(resource)];

    private Task SweepAsync() =>
        new SemaphoreSweep(
            exporter.Client,
            storage.Records,
            storage.Metrics,
            new FixedOptions<LimitsOptions>(limits),
            new FixedOptions<SlotOptions>(new SlotOptions()),
            time,
            NullLogger<SemaphoreSweep>.Instance).SweepSemaphores(new TimerInfo(), client, CancellationToken.None);

    private IReadOnlyList<string> TakenBack(string resource) =>
    [
        .. client.FakeEntities.Signals
            .Where(s => s.Entity == SemaphoreEntity.IdOf(resource) && s.Operation == nameof(SemaphoreEntity.TakeBack))
            .SelectMany(s => (AbandonedSlot[])s.Input!)
            .Select(a => a.RequestId),
    ];

    private int Reminders() => client.FakeEntities.Signals.Count(s => s.Operation == nameof(SemaphoreEntity.Remind));
}
