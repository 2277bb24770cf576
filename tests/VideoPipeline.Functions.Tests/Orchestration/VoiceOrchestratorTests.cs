using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Limits;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Tests.Orchestration;

public sealed class VoiceOrchestratorTests : IAsyncLifetime
{
    private readonly FunctionHost host = new(typeof(VoiceOrchestrator), typeof(VoiceFunctions));
    private readonly PipelineInput input = Requests.Input();

    public VoiceOrchestratorTests() => host.Limits["tts"] = new() { ["stub"] = new ResourceLimits { Concurrency = 1 } };

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task ChunksOfSeveralRuns_KeepToTheProvidersConcurrency()
    {
        PipelineInput other = Requests.Input();
        await StartAsync(input);
        await StartAsync(other);
        await host.SemaphoreAsync(VoiceFunctions.Provider, s => s.Waiters.Count == 5);

        foreach (string chunk in Chunks(input).Concat(Chunks(other)))
        {
            host.Gate.Open(chunk);
        }

        (await EndAsync(input)).Should().Be(StageOutcome.Done);
        (await EndAsync(other)).Should().Be(StageOutcome.Done);
        host.Gate.MostInside.Should().Be(1);
        host.Gate.Events.Should().HaveCount(6).And.OnlyHaveUniqueItems();
        host.Script.Calls.Select(c => c.Part).Should().Equal(3, 3);
    }

    [Fact]
    public async Task Cancel_BeginsNothingMore_AwaitsWhatIsUnderWay_AndLeavesTheQueue()
    {
        await StartAsync(input);
        await host.Gate.ReachedAsync(Chunks(input)[0]);
        await host.SemaphoreAsync(VoiceFunctions.Provider, s => s.Waiters.Count == 2);

        await host.Client.RaiseEventAsync(Id(input), CancelSignal.EventOf(input.RunId), "");
        SemaphoreState left = await host.SemaphoreAsync(VoiceFunctions.Provider, s => s.Waiters.Count == 0);
        OrchestrationMetadata? meanwhile = await host.Client.GetInstanceAsync(Id(input));
        host.Gate.Open(Chunks(input)[0]);

        (await EndAsync(input)).Should().Be(StageOutcome.Cancelled);
        left.Holders.Should().ContainSingle();
        meanwhile!.IsCompleted.Should().BeFalse();
        host.Gate.Events.Should().Equal(Chunks(input)[0]);
        host.Script.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task FailureOfAPart_IsTheStages_AndNothingMoreIsBegun()
    {
        var failure = new StageOutcome(new StageFailure("quota", "Come back tomorrow."));
        await StartAsync(input);
        await host.Gate.ReachedAsync(Chunks(input)[0]);
        await host.SemaphoreAsync(VoiceFunctions.Provider, s => s.Waiters.Count == 2);

        host.Script.Answers.Enqueue(failure);
        host.Gate.Open(Chunks(input)[0]);

        (await EndAsync(input)).Should().Be(failure);
        host.Gate.Events.Should().Equal(Chunks(input)[0]);
        host.Script.Calls.Should().BeEmpty("what is not whole is not put together");
        await host.SemaphoreAsync(VoiceFunctions.Provider, s => s.Holders.Count == 0 && s.Waiters.Count == 0);
    }

    [Fact]
    public async Task StageThatIsCreatedAgain_DoesNotWaitForWhatItsDeadExecutionHolds()
    {
        var left = new SlotRequest($"{input.RunId}-voice-7", Id(input), input.RunId.ToString(), input.Request.CreatorId);
        await host.Client.Entities.SignalEntityAsync(
            SemaphoreEntity.IdOf(VoiceFunctions.Provider), nameof(SemaphoreEntity.Acquire), left);
        await host.SemaphoreAsync(VoiceFunctions.Provider, s => s.Holders.Count == 1);
        foreach (string chunk in Chunks(input))
        {
            host.Gate.Open(chunk);
        }

        await StartAsync(input);

        (await EndAsync(input)).Should().Be(StageOutcome.Done);
    }

    private static string Id(PipelineInput run) => $"{run.RunId}-voice";

    private static string[] Chunks(PipelineInput run) => [.. Enumerable.Range(0, 3).Select(i => $"{run.RunId} {i}")];

    private Task StartAsync(PipelineInput run) =>
        host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(VoiceOrchestrator), run, new StartOrchestrationOptions(Id(run)));

    private async Task<StageOutcome> EndAsync(PipelineInput run)
    {
        OrchestrationMetadata ended = await host.Client.WaitForInstanceCompletionAsync(Id(run), true).WaitAsync(TimeSpan.FromSeconds(60));
        ended.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Completed);
        return ended.ReadOutputAs<StageOutcome>()!;
    }
}
