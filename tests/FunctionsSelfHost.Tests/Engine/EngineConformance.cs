using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>What the engine promises, whatever the hub is kept in.</summary>
public abstract class EngineConformance
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private protected abstract EngineHost Host { get; }

    private DurableTaskClient Client => Host.Client;

    [Fact]
    public async Task Sequence_OfActivities_ReturnsTheResult()
    {
        OrchestrationMetadata end = await RunAsync(nameof(EngineFunctions.Sequence), 1);

        end.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Completed);
        end.ReadOutputAs<int>().Should().Be(6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(250)]
    public async Task FanOut_OverActivities_JoinsAllResults(int width)
    {
        OrchestrationMetadata end = await RunAsync(nameof(EngineFunctions.FanOut), width);

        end.ReadOutputAs<int>().Should().Be(width * (width + 1) / 2);
    }

    [Fact]
    public async Task Activity_FailingTwice_SucceedsByPolicy()
    {
        OrchestrationMetadata end = await RunAsync(nameof(EngineFunctions.Retries), new FailUntilInput(NewId(), 3));

        end.ReadOutputAs<int>().Should().Be(3);
    }

    [Fact]
    public async Task Activity_FailingMoreOftenThanThePolicyAllows_FailsTheOrchestration()
    {
        string name = NewId();

        OrchestrationMetadata end = await RunAsync(nameof(EngineFunctions.Retries), new FailUntilInput(name, 4));

        end.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Failed);
        end.SerializedOutput.Should().Contain("Task 'FailUntil'").And.Contain("not yet");
        Gate.CountOf(name).Should().Be(3);
    }

    [Fact]
    public async Task Activity_Failing_IsRetriedWhileTheHandlerSaysSo()
    {
        OrchestrationMetadata end = await RunAsync(nameof(EngineFunctions.RetriesByHandler), new FailUntilInput(NewId(), 5));

        end.ReadOutputAs<int>().Should().Be(5);
    }

    [Fact]
    public async Task Activity_Failing_ReportsItsExceptionWithTheInnerOne()
    {
        OrchestrationMetadata end = await RunAsync(nameof(EngineFunctions.ReportsFailure));

        end.ReadOutputAs<string>().Should().Be("FailUntil: System.InvalidOperationException: not yet <- System.TimeoutException");
    }

    [Fact]
    public async Task Activity_Unknown_FailsWithTheKnownNames()
    {
        OrchestrationMetadata end = await RunAsync(nameof(EngineFunctions.CallsUnknown));

        end.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Failed);
        end.SerializedOutput.Should().Contain("'NoSuchActivity' doesn't exist").And.Contain("'AddOne'");
    }

    [Fact]
    public async Task Orchestrator_Unknown_FailsWithTheKnownNames()
    {
        OrchestrationMetadata end = await RunAsync("NoSuchOrchestrator");

        end.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Failed);
        end.SerializedOutput.Should().Contain("'NoSuchOrchestrator' doesn't exist").And.Contain("'Sequence'");
    }

    [Fact]
    public async Task Events_RaisedBeforeAnybodyWaits_AreKeptInOrderWhateverTheirCase()
    {
        string id = await StartAsync(nameof(EngineFunctions.WaitsForEvent));
        await Gate.ReachedAsync($"{id}:before");

        await Client.RaiseEventAsync(id, "NAME", "one");
        await Client.RaiseEventAsync(id, "name", "two");
        Gate.Open($"{id}:before");

        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be("one, two");
    }

    [Fact]
    public async Task WaitForEvent_ThatTimedOut_DoesNotSwallowALaterEvent()
    {
        string id = await StartAsync(nameof(EngineFunctions.WaitsTwiceWithTimeout));
        await WaitForCustomStatusAsync(id, "\"timed out\"");

        await Client.RaiseEventAsync(id, "late", "here");

        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be("here");
    }

    [Fact]
    public async Task Timer_Fires_NotBeforeItsTime()
    {
        OrchestrationMetadata end = await RunAsync(nameof(EngineFunctions.Sleeps));

        end.ReadOutputAs<bool>().Should().BeTrue();
    }

    [Fact]
    public async Task Timer_Cancelled_DoesNotHoldBackTheEnd()
    {
        OrchestrationMetadata end = await RunAsync(nameof(EngineFunctions.RacesTimer));

        end.ReadOutputAs<string>().Should().Be("work");
    }

    [Fact]
    public async Task SubOrchestrations_ReturnResultsAndFailures()
    {
        string id = NewId();

        OrchestrationMetadata end = await RunAsync(nameof(EngineFunctions.Parent), null, id);

        end.ReadOutputAs<string>().Should().Be("15; Parent asked for it");
        (await Client.GetInstanceAsync($"{id}-child"))!.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Completed);
    }

    [Fact]
    public async Task ContinueAsNew_WithUnprocessedEvents_UsesEachOnce()
    {
        string id = await StartAsync(nameof(EngineFunctions.CountsDown), new CountDown(5, ""));

        foreach (string letter in (string[])["a", "b", "c", "d", "e"])
        {
            await Client.RaiseEventAsync(id, "next", letter);
        }

        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be("abcde");
    }

    [Fact]
    public async Task SendEvent_ReachesAnotherOrchestrationInOrder()
    {
        string id = await StartAsync(nameof(EngineFunctions.WaitsForEvent));
        Gate.Open($"{id}:before");

        await RunAsync(nameof(EngineFunctions.Sends), id);

        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be("one, two");
    }

    [Fact]
    public async Task NewGuid_IsTheOneOfTheOfficialAlgorithm()
    {
        string id = await StartAsync(nameof(EngineFunctions.Guids));
        await Gate.ReachedAsync($"{id}:gate");
        Gate.Open($"{id}:gate");

        Guid[] guids = (await EndOfAsync(id)).ReadOutputAs<Guid[]>()!;

        guids.Should().OnlyHaveUniqueItems();
        guids.Should().OnlyContain(g => g.Version == 5);
    }

    [Theory]
    [InlineData(nameof(EngineFunctions.AwaitsForeign))]
    [InlineData(nameof(EngineFunctions.CallsOffThread))]
    public async Task Orchestrator_AwaitingWhatIsNotTheContexts_FailsWithTheReason(string orchestrator)
    {
        OrchestrationMetadata end = await RunAsync(orchestrator);

        end.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Failed);
        end.SerializedOutput.Should().Contain("An invalid asynchronous invocation was detected");
    }

    [Fact]
    public async Task Start_ManyAtOnceWithOneId_RunsExactlyOne()
    {
        string id = NewId();

        Task<string>[] starts = [.. Enumerable.Range(0, 20).Select(_ => StartAsync(nameof(EngineFunctions.Resumable), null, id))];
        await Gate.ReachedAsync($"{id}:gate");
        string[] failures = [.. (await Task.WhenAll(starts.Select(OutcomeAsync))).Where(o => o != "started")];
        Gate.Open($"{id}:gate");

        failures.Should().HaveCount(19).And.OnlyContain(f => f.Contains("exists already"));
        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be($"1 {id}:gate");
    }

    [Fact]
    public async Task Start_AfterTheEnd_RunsAgainUnderTheSameId()
    {
        string id = NewId();
        await RunAsync(nameof(EngineFunctions.Sequence), 1, id);

        OrchestrationMetadata second = await RunAsync(nameof(EngineFunctions.Sequence), 2, id);

        second.ReadOutputAs<int>().Should().Be(7);
    }

    [Fact]
    public async Task Start_ForLater_IsPendingUntilItsTime()
    {
        string id = NewId();

        await Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(EngineFunctions.Sequence), 1, new StartOrchestrationOptions(id, DateTimeOffset.UtcNow.AddHours(1)));

        (await Client.GetInstanceAsync(id))!.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Pending);
    }

    [Fact]
    public async Task Terminate_WhileAnActivityRuns_EndsAtOnce()
    {
        string id = await StartAsync(nameof(EngineFunctions.Resumable));
        await Gate.ReachedAsync($"{id}:gate");

        await Client.TerminateInstanceAsync(id, "enough");
        OrchestrationMetadata end = await EndOfAsync(id);
        Gate.Open($"{id}:gate");

        end.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Terminated);
        end.ReadOutputAs<string>().Should().Be("enough");
    }

    [Fact]
    public async Task Suspend_HoldsTheCodeUntilResume()
    {
        string id = await StartAsync(nameof(EngineFunctions.Resumable));
        await Gate.ReachedAsync($"{id}:gate");
        await Client.SuspendInstanceAsync(id, "coffee");

        Gate.Open($"{id}:gate");
        OrchestrationMetadata suspended = (await Client.GetInstanceAsync(id, true))!;
        await Client.ResumeInstanceAsync(id, "back");

        suspended.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Suspended);
        (await EndOfAsync(id)).RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Completed);
    }

    [Fact]
    public async Task Purge_RemovesAnEndedInstanceAndRefusesARunningOne()
    {
        string id = await StartAsync(nameof(EngineFunctions.Resumable));
        await Gate.ReachedAsync($"{id}:gate");

        Func<Task> early = () => Client.PurgeInstanceAsync(id);
        await early.Should().ThrowAsync<InvalidOperationException>();
        Gate.Open($"{id}:gate");
        await EndOfAsync(id);
        PurgeResult purged = await Client.PurgeInstanceAsync(id);

        purged.PurgedInstanceCount.Should().Be(1);
        (await Client.GetInstanceAsync(id)).Should().BeNull();
    }

    [Fact]
    public async Task Entity_CallsAndSignals_AreInOrderAndAFailedOperationIsUndone()
    {
        OrchestrationMetadata end = await RunAsync(nameof(EngineFunctions.CallsCounter), NewId());

        end.ReadOutputAs<int>().Should().Be(7);
    }

    [Fact]
    public async Task Entity_StartsAnOrchestration_WhichTellsTheCaller()
    {
        OrchestrationMetadata end = await RunAsync(nameof(EngineFunctions.StartsThroughEntity));

        end.ReadOutputAs<string>().Should().Be("onetwo");
    }

    [Fact]
    public async Task Entity_SignalledByTheClient_ShowsItsState()
    {
        var id = new EntityInstanceId(nameof(EngineFunctions.Counter), NewId());

        await Client.Entities.SignalEntityAsync(id, "Add", 3);
        await Client.Entities.SignalEntityAsync(id, "Add", 4);
        await RunAsync(nameof(EngineFunctions.CallsCounter), id.Key);

        EntityState(await Client.Entities.GetEntityAsync<int>(id)).Should().Be(14);
    }

    [Fact]
    public async Task EntityLocks_ExcludeEachOther()
    {
        string[] keys = [NewId(), NewId()];

        OrchestrationMetadata[] ends = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RunAsync(nameof(EngineFunctions.TransfersUnderLock), keys)));

        ends.Select(e => e.ReadOutputAs<int>()).Order().Should().Equal(Enumerable.Range(0, 8));
    }

    [Fact]
    public async Task HostRestart_InTheMiddle_GoesOnWithoutRepeatingWhatIsCommitted()
    {
        string id = await StartAsync(nameof(EngineFunctions.Resumable));
        await Gate.ReachedAsync($"{id}:gate");

        await Host.RestartAsync();
        Gate.Open($"{id}:gate");

        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be($"1 {id}:gate");
        Gate.CountOf($"{id}:first").Should().Be(1);
    }

    [Fact]
    public async Task Replay_OfCodeThatChanged_FailsAndNamesBothSides()
    {
        string id = await StartAsync(nameof(EngineFunctions.Unstable));
        await Gate.ReachedAsync($"{id}:gate");

        await Host.RestartAsync();
        Gate.Open($"{id}:gate");

        OrchestrationMetadata end = await EndOfAsync(id);
        end.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Failed);
        end.SerializedOutput.Should().Contain("called the activity 'Gated'").And.Contain("called the activity 'Echo'");
    }

    [Fact]
    public async Task Values_TooLargeForACell_ArriveWhole()
    {
        string text = new('x', 100_000);

        OrchestrationMetadata end = await RunAsync(nameof(EngineFunctions.EchoesLarge), text);

        end.ReadOutputAs<string>().Should().Be(text);
        end.ReadInputAs<string>().Should().Be(text);
    }

    [Fact]
    public async Task GetAllInstances_WithAPrefix_PagesThroughThem()
    {
        string prefix = NewId();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => RunAsync(nameof(EngineFunctions.Sequence), 1, $"{prefix}/{i}")));

        var found = new List<string>();
        await foreach (OrchestrationMetadata instance in Client.GetAllInstancesAsync(new OrchestrationQuery(InstanceIdPrefix: $"{prefix}/", PageSize: 2)))
        {
            found.Add(instance.InstanceId);
        }

        found.Should().Equal(Enumerable.Range(0, 5).Select(i => $"{prefix}/{i}"));
    }

    private static int EntityState(Microsoft.DurableTask.Client.Entities.EntityMetadata<int>? entity) => entity!.State;

    private static string NewId() => Guid.NewGuid().ToString("N");

    private static async Task<string> OutcomeAsync(Task<string> start)
    {
        try
        {
            await start;
            return "started";
        }
        catch (InvalidOperationException e)
        {
            return e.Message;
        }
    }

    private Task<string> StartAsync(string orchestrator, object? input = null, string? id = null) =>
        Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(id ?? NewId()));

    private async Task<OrchestrationMetadata> RunAsync(string orchestrator, object? input = null, string? id = null) =>
        await EndOfAsync(await StartAsync(orchestrator, input, id));

    private async Task<OrchestrationMetadata> EndOfAsync(string id)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await Client.WaitForInstanceCompletionAsync(id, true, patience.Token);
    }

    private async Task WaitForCustomStatusAsync(string id, string expected)
    {
        using var patience = new CancellationTokenSource(Patience);
        while ((await Client.GetInstanceAsync(id, true, patience.Token))?.SerializedCustomStatus != expected)
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
