using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Limits;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Tests.Orchestration;

public sealed class LimitedCallsTests : IAsyncLifetime
{
    private const string Model = "llm:openai";

    private readonly FunctionHost host = new(typeof(LimitedFunctions));

    public LimitedCallsTests() => host.Limits["llm"] = new()
    {
        ["openai"] = new ResourceLimits { Requests = 1000, Burst = 8, Window = TimeSpan.FromSeconds(1) },
        ["slow"] = new ResourceLimits { Requests = 1, Window = TimeSpan.FromHours(1) },
    };

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task WorkThatNeedsRequests_IsDoneAgainWithSlots_AndWithMoreWhenTheyWereNotEnough()
    {
        host.Script.Answers.Enqueue(new StageOutcome(Needs: new RequestNeed(Model)));
        host.Script.Answers.Enqueue(new StageOutcome(Needs: new RequestNeed(Model)));

        StageOutcome outcome = await RunAsync();

        outcome.Should().Be(StageOutcome.Done);
        StagePart[] calls = [.. host.Script.Calls];
        calls.Select(c => c.Slots?.Count ?? 0).Should().Equal(0, 1, 2);
        calls.Select(c => c.Reservation).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Refusal_PausesTheResource_AndTheWorkIsDoneAgainAfterIt()
    {
        host.Script.Answers.Enqueue(new StageOutcome(Needs: new RequestNeed(Model, true, TimeSpan.FromSeconds(1))));

        StageOutcome outcome = await RunAsync();

        outcome.Should().Be(StageOutcome.Done);
        RateLimiterState state = await LimiterAsync(s => s.PausedUntil > DateTimeOffset.MinValue && s.Refusals == 0);
        host.Script.Calls.Last().Slots.Should().OnlyContain(s => s.NotBefore >= state.PausedUntil);
    }

    [Fact]
    public async Task Refusal_ForLongerThanThePatience_FailsTheStage_AndSaysWhatToDo()
    {
        host.Script.Answers.Enqueue(new StageOutcome(Needs: new RequestNeed(Model, true, TimeSpan.FromHours(1))));

        StageOutcome outcome = await RunAsync();

        outcome.Failure!.Code.Should().Be(LimitedCalls.BusyCode);
        outcome.Failure.Message.Should().ContainAll(Model, "Limits:llm:openai:Requests");
    }

    [Fact]
    public async Task PauseThatIsLongerThanThePatience_FailsAlsoWhoeverHasNotAskedYet()
    {
        await host.Client.Entities.SignalEntityAsync(
            RateLimiterEntity.IdOf(Model), nameof(RateLimiterEntity.Pause), new RequestRefusal(DateTimeOffset.UtcNow, TimeSpan.FromHours(1)));
        await LimiterAsync(s => s.Refusals == 1);
        host.Script.Answers.Enqueue(new StageOutcome(Needs: new RequestNeed(Model)));

        StageOutcome outcome = await RunAsync();

        outcome.Failure!.Code.Should().Be(LimitedCalls.BusyCode);
        host.Script.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task Cancel_WhileWaitingForASlot_CallsNothingMore()
    {
        host.Script.Answers.Enqueue(new StageOutcome(Needs: new RequestNeed(Model, true, TimeSpan.FromMinutes(20))));
        PipelineInput input = Requests.Input();
        await StartAsync(input);
        await LimiterAsync(s => s.Reservations.Count > 0);

        await host.Client.RaiseEventAsync(Id(input), CancelSignal.EventOf(input.RunId), "");

        (await EndAsync(input)).Should().Be(StageOutcome.Cancelled);
        host.Script.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task RunWithManyParts_ReservesNoMoreThanAShareAhead()
    {
        PipelineInput input = Requests.Input();
        await StartAsync(input, nameof(LimitedFunctions.CallManyLimited));

        RateLimiterState ahead = await LimiterAsync(
            s => s.Reservations.Count(r => r.Slots[0].NotBefore > DateTimeOffset.UtcNow) >= 4, "llm:slow");
        await host.Client.RaiseEventAsync(Id(input), CancelSignal.EventOf(input.RunId), "");
        OrchestrationMetadata ended = await host.Client.WaitForInstanceCompletionAsync(Id(input), true).WaitAsync(TimeSpan.FromSeconds(60));
        RateLimiterState after = await LimiterAsync(_ => true, "llm:slow");

        host.Script.Calls.Should().ContainSingle("the others' slots are hours away");
        ended.ReadOutputAs<StageOutcome[]>().Should().HaveCount(20).And.Contain(StageOutcome.Cancelled);
        after.NextAt.Should().Be(ahead.NextAt, "no part reserved after the cancellation");
        after.Reservations.Should().HaveCountLessThanOrEqualTo(5, "one is used, and four wait");
    }

    private static string Id(PipelineInput input) => input.Key.Pipeline.Value;

    private async Task<StageOutcome> RunAsync()
    {
        PipelineInput input = Requests.Input();
        await StartAsync(input);
        return await EndAsync(input);
    }

    private Task StartAsync(PipelineInput input, string orchestrator = nameof(LimitedFunctions.CallLimited)) =>
        host.Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(Id(input)));

    private async Task<StageOutcome> EndAsync(PipelineInput input)
    {
        OrchestrationMetadata ended = await host.Client.WaitForInstanceCompletionAsync(Id(input), true).WaitAsync(TimeSpan.FromSeconds(60));
        ended.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Completed);
        return ended.ReadOutputAs<StageOutcome>()!;
    }

    private async Task<RateLimiterState> LimiterAsync(Predicate<RateLimiterState> wanted, string resource = Model)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            EntityMetadata<RateLimiterState>? entity =
                await host.Client.Entities.GetEntityAsync<RateLimiterState>(RateLimiterEntity.IdOf(resource), cancellation: limit.Token);
            if (entity is { State: { } state } && wanted(state))
            {
                return state;
            }

            await Task.Delay(20, limit.Token);
        }
    }
}
