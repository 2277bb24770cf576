using FunctionsSelfHost.Engine.History;
using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>Sub-orchestrations, and commands that follow them.</summary>
public abstract class EngineSubOrchestrationConformance : EngineTests
{
    private protected EngineSubOrchestrationConformance(EngineHost host)
        : base(host)
    {
    }

    [Fact]
    public async Task Child_WithoutAnId_GetsADeterministicOneAndKnowsItsParent()
    {
        string id = NewId();

        OrchestrationMetadata end = await RunAsync(nameof(SubOrchestrationFunctions.CallsUnnamed), null, id);

        string childId = (await HistoryOfAsync(id)).OfType<SubOrchestrationCreated>().Single().InstanceId;
        Guid.ParseExact(childId, "N").Version.Should().Be(5);
        end.ReadOutputAs<string>().Should().Be($"{childId} of CallsUnnamed {id}");
    }

    [Fact]
    public async Task Child_UnderTheIdOfALiveInstance_FailsTheCallAndLeavesTheOther()
    {
        string other = await StartAsync(nameof(SubOrchestrationFunctions.Nest), 0);

        OrchestrationMetadata end = await RunAsync(nameof(SubOrchestrationFunctions.CallsAs), other);
        await Client.RaiseEventAsync(other, "done", "well");

        end.ReadOutputAs<string>().Should().Contain("is running already");
        (await EndOfAsync(other)).ReadOutputAs<string>().Should().Be("well");
    }

    [Fact]
    public async Task Child_RetriedByPolicy_RunsAgainUnderItsId()
    {
        string id = NewId();

        OrchestrationMetadata end = await RunAsync(nameof(SubOrchestrationFunctions.RetriesChild), null, id);

        end.ReadOutputAs<string>().Should().Be($"attempt 3 of {id}/c");
    }

    [Fact]
    public async Task Child_ThatContinuesAsNew_AnswersWithItsLastResult()
    {
        OrchestrationMetadata end = await RunAsync(nameof(SubOrchestrationFunctions.CallsOneThatContinues));

        end.ReadOutputAs<string>().Should().Be("looped");
    }

    [Fact]
    public async Task Terminate_OfAChild_FailsTheCall()
    {
        string id = await StartAsync(nameof(SubOrchestrationFunctions.Nest), 1);
        await WhenAsync($"{id}/c", m => m.IsRunning);

        await Client.TerminateInstanceAsync($"{id}/c");

        (await EndOfAsync(id)).ReadOutputAs<string>().Should().StartWith("Nest failed: ").And.Contain("was terminated");
    }

    [Fact]
    public async Task Terminate_OfAParentAlone_LeavesTheChildRunning()
    {
        string id = await StartAsync(nameof(SubOrchestrationFunctions.Nest), 1);
        await WhenAsync($"{id}/c", m => m.IsRunning);

        await Client.TerminateInstanceAsync(id);
        await EndOfAsync(id);
        await Client.RaiseEventAsync($"{id}/c", "done", "orphan");

        (await EndOfAsync($"{id}/c")).ReadOutputAs<string>().Should().Be("orphan");
    }

    [Fact]
    public async Task Terminate_Recursive_EndsTheWholeTreeWithTheSameOutput()
    {
        string id = await StartAsync(nameof(SubOrchestrationFunctions.Nest), 3);
        await WhenAsync($"{id}/c/c/c", m => m.IsRunning);

        await Client.TerminateInstanceAsync(id, new TerminateInstanceOptions("enough", Recursive: true));

        OrchestrationMetadata[] ends = await Task.WhenAll(((string[])["", "/c", "/c/c", "/c/c/c"]).Select(s => EndOfAsync(id + s)));
        ends.Should().OnlyContain(e => e.RuntimeStatus == OrchestrationRuntimeStatus.Terminated);
        ends.Select(e => e.ReadOutputAs<string>()).Should().AllBe("enough");
    }

    [Fact]
    public async Task Purge_Recursive_TakesTheTreeAndNothingElse()
    {
        string id = await StartAsync(nameof(SubOrchestrationFunctions.Nest), 2);
        string neighbour = $"{id}/x";
        await RunAsync(nameof(EngineFunctions.Sequence), 1, neighbour);
        await WhenAsync($"{id}/c/c", m => m.IsRunning);
        await Client.RaiseEventAsync($"{id}/c/c", "done", "well");
        await EndOfAsync(id);

        PurgeResult purged = await Client.PurgeInstanceAsync(id, new PurgeInstanceOptions(Recursive: true));

        purged.PurgedInstanceCount.Should().Be(3);
        (await Client.GetInstanceAsync($"{id}/c/c")).Should().BeNull();
        (await Client.GetInstanceAsync(neighbour)).Should().NotBeNull();
    }

    [Fact]
    public async Task Purge_NotRecursive_LeavesTheChildren()
    {
        string id = await StartAsync(nameof(SubOrchestrationFunctions.Nest), 1);
        await WhenAsync($"{id}/c", m => m.IsRunning);
        await Client.RaiseEventAsync($"{id}/c", "done", "well");
        await EndOfAsync(id);

        PurgeResult purged = await Client.PurgeInstanceAsync(id);

        purged.PurgedInstanceCount.Should().Be(1);
        (await Client.GetInstanceAsync($"{id}/c")).Should().NotBeNull();
    }

    [Fact]
    public async Task Purge_Recursive_LeavesAChildThatSomebodyElseHasStartedSince()
    {
        string id = await StartAsync(nameof(SubOrchestrationFunctions.Nest), 1);
        await WhenAsync($"{id}/c", m => m.IsRunning);
        await Client.RaiseEventAsync($"{id}/c", "done", "well");
        await EndOfAsync(id);
        await RunAsync(nameof(EngineFunctions.Sequence), 1, $"{id}/c");

        PurgeResult purged = await Client.PurgeInstanceAsync(id, new PurgeInstanceOptions(Recursive: true));

        purged.PurgedInstanceCount.Should().Be(1);
        (await EndOfAsync($"{id}/c")).ReadOutputAs<int>().Should().Be(6);
    }
}

public sealed class EngineSubOrchestrationsOnMemoryTests(MemoryEngine engine) : EngineSubOrchestrationConformance(engine.Host), IClassFixture<MemoryEngine>;

public sealed class EngineSubOrchestrationsOnAzuriteTests(AzuriteEngine engine) : EngineSubOrchestrationConformance(engine.Host), IClassFixture<AzuriteEngine>;
