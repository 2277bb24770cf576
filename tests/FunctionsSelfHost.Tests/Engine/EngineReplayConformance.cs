using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Messages;
using FunctionsSelfHost.Engine.Orchestrations;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>How code is replayed, in which order things happen, and timers.</summary>
public abstract class EngineReplayConformance : EngineTests
{
    private protected EngineReplayConformance(EngineHost host)
        : base(host)
    {
    }

    [Fact]
    public async Task Replay_AfterARestart_GivesTheSameTimesAndGuidsAndLogsOnce()
    {
        string id = await StartAsync(nameof(ReplayFunctions.Observes));
        await Gate.ReachedAsync($"{id}:gate");
        await Host.RestartAsync();
        Gate.Open($"{id}:gate");

        string[] seen = (await EndOfAsync(id)).ReadOutputAs<string[]>()!;

        DateTime[] turns = [.. (await HistoryOfAsync(id)).OfType<OrchestratorStarted>().Select(t => t.Timestamp)];
        seen.Should().Equal(
            $"{turns[0]:o} {OfficialGuid(id, turns[0], 0)} {OfficialGuid(id, turns[0], 1)}",
            $"{turns[^1]:o} {OfficialGuid(id, turns[^1], 2)}");
        NotesOf(id).Should().Equal("begin False", "begin True", "end False");
        Host.Log.Count(line => line.Contains(id, StringComparison.Ordinal)).Should().Be(2);
    }

    [Fact]
    public async Task Completions_GoOnInTheOrderOfTheirArrival_AlsoInAReplay()
    {
        string id = await StartAsync(nameof(ReplayFunctions.Races));
        await Gate.ReachedAsync($"{id}:first");
        Gate.Open($"{id}:second");
        await Gate.ReachedAsync($"{id}:after");
        Gate.Open($"{id}:first");
        await WhenAsync(id, _ => Gate.CountOf($"{id}:first") == 1);

        await Host.RestartAsync();
        Gate.Open($"{id}:after");

        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be("second");
    }

    [Theory]
    [InlineData(false, OrchestrationRuntimeStatus.Completed)]
    [InlineData(true, OrchestrationRuntimeStatus.Failed)]
    public async Task End_WithAnOpenActivity_IsHeldBackUntilItHasEnded(bool fails, OrchestrationRuntimeStatus expected)
    {
        string id = await StartAsync(nameof(ReplayFunctions.ReturnsEarly), fails);
        await Gate.ReachedAsync($"{id}:gate");
        OrchestrationMetadata before = (await Client.GetInstanceAsync(id))!;

        Gate.Open($"{id}:gate");

        before.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Running);
        (await EndOfAsync(id)).RuntimeStatus.Should().Be(expected);
    }

    [Fact]
    public async Task Actions_AreNumberedInTheOrderOfTheCalls_AndNamesIgnoreCase()
    {
        string id = NewId();

        OrchestrationMetadata end = await RunAsync(nameof(ReplayFunctions.ActsInTurn), null, id);

        end.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Completed);
        HistoryEvent[] actions = [.. (await HistoryOfAsync(id)).Where(e => e is TaskScheduled or TimerCreated or EventSent or SubOrchestrationCreated)];
        actions.Select(a => (a.EventId, a.GetType())).Should().Equal(
            (0, typeof(TaskScheduled)), (1, typeof(TimerCreated)), (2, typeof(EventSent)), (3, typeof(SubOrchestrationCreated)));
    }

    [Fact]
    public async Task History_OfASequence_IsTheOfficialOne()
    {
        string id = NewId();

        await RunAsync(nameof(EngineFunctions.EchoesLarge), "small", id);

        (await HistoryOfAsync(id)).Select(e => e.GetType()).Should().Equal(
            typeof(OrchestratorStarted), typeof(ExecutionStarted), typeof(TaskScheduled), typeof(OrchestratorCompleted),
            typeof(OrchestratorStarted), typeof(TaskCompleted), typeof(ExecutionCompleted), typeof(OrchestratorCompleted));
    }

    [Fact]
    public async Task Result_ThatComesAgainOrForAnotherExecution_IsDropped()
    {
        string id = await StartAsync(nameof(ReplayFunctions.Races));
        await Gate.ReachedAsync($"{id}:first");
        IOrchestrationGrain instance = Host.Services.GetRequiredService<IGrainFactory>().GetGrain<IOrchestrationGrain>(id);
        string executionId = (await HistoryOfAsync(id)).OfType<ExecutionStarted>().Single().ExecutionId;

        await instance.TellAsync(new ActivityResultMessage("another", 1, "\"wrong\"", null));
        await instance.TellAsync(new ActivityResultMessage(executionId, 1, $"\"{id}:second\"", null));
        await instance.TellAsync(new ActivityResultMessage(executionId, 1, "\"wrong\"", null));
        foreach (string gate in (string[])["first", "second", "after"])
        {
            Gate.Open($"{id}:{gate}");
        }

        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be("second");
        (await HistoryOfAsync(id)).OfType<TaskCompleted>().Count(c => c.TaskScheduledId == 1).Should().Be(1);
    }

    [Fact]
    public async Task Timer_OfThePast_FiresAtOnce()
    {
        OrchestrationMetadata[] ends = await Task.WhenAll(
            RunAsync(nameof(ReplayFunctions.SleepsUntil), DateTime.MinValue), RunAsync(nameof(ReplayFunctions.SleepsUntil), DateTime.UtcNow.AddDays(-1)));

        ends.Select(e => e.ReadOutputAs<bool>()).Should().Equal(true, true);
    }

    [Fact]
    public async Task Timer_UntilTheEndOfTime_IsOneTimerThatCanBeCancelled()
    {
        string id = await StartAsync(nameof(ReplayFunctions.SleepsVeryLong));

        await Client.RaiseEventAsync(id, "wake", "woken");

        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be("woken");
        (await HistoryOfAsync(id)).OfType<TimerCreated>().Should().ContainSingle();
    }

    [Fact]
    public async Task Timer_ThatIsDueWhileTheHostIsDown_FiresAfterTheStart()
    {
        string id = await StartAsync(nameof(ReplayFunctions.SleepsUntil), DateTime.UtcNow.AddMilliseconds(300));

        await Host.RestartAsync();

        (await EndOfAsync(id)).ReadOutputAs<bool>().Should().BeTrue();
    }

    // the contract's words, put down a second time
    private static Guid OfficialGuid(string instanceId, DateTime time, int counter)
    {
        byte[] name = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{instanceId}_{time:o}_{counter}"));
        byte[] space = Convert.FromHexString("9e952958" + "5e33" + "4daf" + "827f" + "2fa12937b875");
#pragma warning disable CA5350 // version 5 is defined on SHA-1
        string hash = Convert.ToHexStringLower(SHA1.HashData([.. space, .. name]));
#pragma warning restore CA5350
        char variant = "89ab"[Convert.ToInt32(hash[16..17], 16) & 3];
        return Guid.Parse($"{hash[..8]}-{hash[8..12]}-5{hash[13..16]}-{variant}{hash[17..20]}-{hash[20..32]}");
    }
}

public sealed class EngineReplayOnMemoryTests(MemoryEngine engine) : EngineReplayConformance(engine.Host), IClassFixture<MemoryEngine>;

public sealed class EngineReplayOnAzuriteTests(AzuriteEngine engine) : EngineReplayConformance(engine.Host), IClassFixture<AzuriteEngine>;
