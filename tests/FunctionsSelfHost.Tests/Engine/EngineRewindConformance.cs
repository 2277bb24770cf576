using FunctionsSelfHost.Engine;
using FunctionsSelfHost.Engine.Clients;
using FunctionsSelfHost.Engine.Messages;
using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>Rewinds: a failed orchestration goes on from where it failed.</summary>
public abstract class EngineRewindConformance : EngineTests
{
    private protected EngineRewindConformance(EngineHost host)
        : base(host)
    {
    }

    [Fact]
    public async Task Rewind_OfAFailedActivity_RepeatsItAndKeepsWhatSucceeded()
    {
        string id = await FailAsync(nameof(RewindFunctions.FailsOnTheWay));

        MailOutcome outcome = await RewindAsync(id);
        OrchestrationMetadata running = (await Client.GetInstanceAsync(id, true))!;
        await Client.RaiseEventAsync(id, "done", "at last");

        outcome.Should().Be(MailOutcome.Taken);
        running.SerializedOutput.Should().BeNull();
        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be("at last");
        Runs(id, "before").Should().Be(1);
        Runs(id, "on the way").Should().Be(2);
    }

    [Fact]
    public async Task Rewind_WhenTheHostStopsAfterwards_IsGoneOnWith()
    {
        string id = await FailAsync(nameof(RewindFunctions.FailsOnTheWay));
        await RewindAsync(id);

        await Host.RestartAsync();
        await Client.RaiseEventAsync(id, "done", "at last");

        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be("at last");
        Runs(id, "before").Should().Be(1);
    }

    [Fact]
    public async Task Rewind_OfAFanOut_RepeatsAllThatFailedAndNothingElse()
    {
        string id = await FailAsync(nameof(RewindFunctions.FailsTwiceAtOnce));

        await RewindAsync(id);

        (await EndOfAsync(id)).ReadOutputAs<int[]>().Should().Equal(2, 1, 2);
        Runs(id, "b").Should().Be(1);
    }

    [Fact]
    public async Task Rewind_AfterThePolicysAttempts_MakesOneMore()
    {
        string id = await FailAsync(nameof(RewindFunctions.FailsMoreOftenThanItsPolicyAllows));

        await RewindAsync(id);

        (await EndOfAsync(id)).ReadOutputAs<int>().Should().Be(4);
    }

    [Fact]
    public async Task Rewind_AfterACleanUp_ForgetsTheCleanUp()
    {
        string id = await FailAsync(nameof(RewindFunctions.CleansUp));

        await RewindAsync(id);

        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be("done");
        Runs(id, "before").Should().Be(1);
        Runs(id, "cleanup").Should().Be(1);
    }

    [Fact]
    public async Task Rewind_OfAFailedChild_RewindsTheChild()
    {
        string id = await FailAsync(nameof(RewindFunctions.FailsInAChild));

        await RewindAsync(id);
        await Client.RaiseEventAsync($"{id}/child", "done", "at last");

        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be("at last");
        Runs($"{id}/child", "before").Should().Be(1);
    }

    [Fact]
    public async Task Rewind_WhenTheFailedChildIsGone_StartsItAnew()
    {
        string id = await FailAsync(nameof(RewindFunctions.FailsInAChild));
        await Client.PurgeInstanceAsync($"{id}/child");

        await RewindAsync(id);
        await WhenAsync($"{id}/child", m => m.IsRunning);
        await Client.RaiseEventAsync($"{id}/child", "done", "at last");

        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be("at last");
        Runs($"{id}/child", "before").Should().Be(2);
    }

    [Fact]
    public async Task Rewind_WhenTheChildWasRewoundBefore_TakesItsResult()
    {
        string id = await FailAsync(nameof(RewindFunctions.FailsInAChild));
        await RewindAsync($"{id}/child");
        await Client.RaiseEventAsync($"{id}/child", "done", "at last");
        await EndOfAsync($"{id}/child");

        await RewindAsync(id);

        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be("at last");
        Runs($"{id}/child", "on the way").Should().Be(2);
    }

    [Fact]
    public async Task Rewind_OfCodeThatFailsByItself_FailsAgain_AndMayBeTriedAgain()
    {
        string id = await FailAsync(nameof(RewindFunctions.FailsByItself));

        await RewindAsync(id);
        await EndOfAsync(id);
        await RewindAsync(id);

        (await EndOfAsync(id)).SerializedOutput.Should().Contain("always");
        Runs(id, "before").Should().Be(1);
    }

    [Fact]
    public async Task Rewind_OfWhatHeldLocks_IsRefused()
    {
        string id = await FailAsync(nameof(RewindFunctions.FailsUnderALock));

        (await RewindAsync(id)).Should().Be(MailOutcome.HeldLocks);

        (await EndOfAsync(id)).RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Failed);
        Runs(id, "step").Should().Be(1);
    }

    [Fact]
    public async Task Rewind_OfWhatHasNotFailed_IsRefused()
    {
        string completed = (await RunAsync(nameof(EngineFunctions.Sequence), 1)).InstanceId;
        string running = await StartAsync(nameof(StatusFunctions.Shows));

        (await RewindAsync(completed)).Should().Be(MailOutcome.NotFailed);
        (await RewindAsync(running)).Should().Be(MailOutcome.NotFailed);
        (await RewindAsync(NewId())).Should().Be(MailOutcome.NotFound);

        (await EndOfAsync(completed)).ReadOutputAs<int>().Should().Be(6);
    }

    private static int Runs(string id, string word) => Gate.CountOf($"{id} {word}");

    private async Task<string> FailAsync(string orchestrator)
    {
        OrchestrationMetadata end = await RunAsync(orchestrator);
        end.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Failed);
        return end.InstanceId;
    }

    private Task<MailOutcome> RewindAsync(string id) => ((SelfHostClient)Client).TellAsync(id, new RewindMessage("mended"), Timeout());
}

public sealed class EngineRewindOnMemoryTests(MemoryEngine engine) : EngineRewindConformance(engine.Host), IClassFixture<MemoryEngine>;

public sealed class EngineRewindOnAzuriteTests(AzuriteEngine engine) : EngineRewindConformance(engine.Host), IClassFixture<AzuriteEngine>;
