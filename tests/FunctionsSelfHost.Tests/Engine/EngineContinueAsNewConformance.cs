using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>Continue-as-new.</summary>
public abstract class EngineContinueAsNewConformance : EngineTests
{
    private protected EngineContinueAsNewConformance(EngineHost host)
        : base(host)
    {
    }

    [Fact]
    public async Task Continue_ManyTimesWithoutWaiting_EndsWithAShortHistory()
    {
        string id = NewId();

        OrchestrationMetadata end = await RunAsync(nameof(ContinueAsNewFunctions.Loops), 300, id);

        end.ReadOutputAs<string>().Should().Be("looped");
        end.ReadInputAs<int>().Should().Be(0);
        (await HistoryOfAsync(id)).Should().HaveCountLessThan(6);
    }

    [Fact]
    public async Task Continue_ForEver_CanBeTerminated()
    {
        string id = await StartAsync(nameof(ContinueAsNewFunctions.LoopsForEver));

        await Client.TerminateInstanceAsync(id, "stop");

        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be("stop");
    }

    [Fact]
    public async Task Continue_PreservingEvents_CarriesThemOverInOrder()
    {
        string id = await StartAsync(nameof(ContinueAsNewFunctions.KeepsOrDrops), new ContinueAsNewFunctions.Rounds(1, true));
        await Gate.ReachedAsync($"{id}:first");
        await Client.RaiseEventAsync(id, "name", "a");
        await Client.RaiseEventAsync(id, "NAME", "b");
        Gate.Open($"{id}:first");
        await Gate.ReachedAsync($"{id}:second");
        await Host.RestartAsync();
        Gate.Open($"{id}:second");

        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be("ab");
    }

    [Fact]
    public async Task Continue_NotPreservingEvents_DropsThem()
    {
        string id = await StartAsync(nameof(ContinueAsNewFunctions.KeepsOrDrops), new ContinueAsNewFunctions.Rounds(1, false));
        await Gate.ReachedAsync($"{id}:first");
        await Client.RaiseEventAsync(id, "name", "dropped");
        Gate.Open($"{id}:first");
        await Gate.ReachedAsync($"{id}:second");
        Gate.Open($"{id}:second");
        await Client.RaiseEventAsync(id, "name", "a");
        await Client.RaiseEventAsync(id, "name", "b");

        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be("ab");
    }

    [Fact]
    public async Task Continue_WithOpenWork_BeginsANewExecutionThatTheOldResultsDoNotReach()
    {
        string id = await StartAsync(nameof(ContinueAsNewFunctions.LeavesWorkBehind), 1);
        await Gate.ReachedAsync($"{id}:own");
        InstanceStatus second = (await Hub.FindStatusAsync(id, Timeout()))!;

        Gate.Open($"{id}:left");
        await WhenAsync(id, _ => Gate.CountOf($"{id}:left") == 1);
        Gate.Open($"{id}:own");
        OrchestrationMetadata end = await EndOfAsync(id);

        end.ReadOutputAs<string>().Should().Be($"{id}:own");
        end.ReadCustomStatusAs<string>().Should().Be("first", "it is carried over until it is set again");
        end.ReadInputAs<int>().Should().Be(2);
        second.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Running);
        IReadOnlyList<HistoryEvent> history = await HistoryOfAsync(id);
        history.OfType<ExecutionStarted>().Single().ExecutionId.Should().Be(second.ExecutionId);
        history.OfType<TaskCompleted>().Should().ContainSingle();
    }

    [Fact]
    public async Task Continue_AndThenAnException_FailsTheInstance()
    {
        OrchestrationMetadata end = await RunAsync(nameof(ContinueAsNewFunctions.ThrowsAfterwards));

        end.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Failed);
        end.SerializedOutput.Should().Be("System.InvalidOperationException: afterwards");
        end.ReadCustomStatusAs<string>().Should().Be("went on");
    }
}

public sealed class EngineContinueAsNewOnMemoryTests(MemoryEngine engine) : EngineContinueAsNewConformance(engine.Host), IClassFixture<MemoryEngine>;

public sealed class EngineContinueAsNewOnAzuriteTests(AzuriteEngine engine) : EngineContinueAsNewConformance(engine.Host), IClassFixture<AzuriteEngine>;
