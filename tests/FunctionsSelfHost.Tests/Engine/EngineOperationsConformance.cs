using DurableTask.Core.Exceptions;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>What operators do to instances: start, suspend, resume, terminate, purge, restart.</summary>
public abstract class EngineOperationsConformance : EngineTests
{
    private protected EngineOperationsConformance(EngineHost host)
        : base(host)
    {
    }

    [Fact]
    public async Task CustomStatus_StaysUntilItIsReplaced_AndItsSizeIsLimited()
    {
        string id = await StartAsync(nameof(StatusFunctions.Shows));
        await WhenCustomStatusAsync(id, "{\"stage\":\"one\"}");

        await Client.RaiseEventAsync(id, "next", "a");
        await Client.RaiseEventAsync(id, "next", "b");
        Gate.Open($"{id}:gate");
        OrchestrationMetadata tooMuch = await RunAsync(nameof(StatusFunctions.ShowsTooMuch));

        (await EndOfAsync(id)).SerializedCustomStatus.Should().Be("{\"stage\":\"one\"}");
        tooMuch.SerializedOutput.Should().Contain("The custom status has 40002 characters");
    }

    [Fact]
    public async Task Suspended_HoldsEventsAndActions_AndSaysWhy()
    {
        string id = await StartAsync(nameof(StatusFunctions.Shows));
        await Client.SuspendInstanceAsync(id, "coffee");
        await Client.RaiseEventAsync(id, "next", "a");
        await Client.RaiseEventAsync(id, "next", "b");
        OrchestrationMetadata suspended = await WhenAsync(id, m => m.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        await Host.RestartAsync();
        int actions = (await HistoryOfAsync(id)).Count(e => e.EventId >= 0);

        await Client.ResumeInstanceAsync(id, "back");
        OrchestrationMetadata resumed = await WhenAsync(id, m => m.IsRunning);
        await Gate.ReachedAsync($"{id}:gate");
        Gate.Open($"{id}:gate");

        suspended.SerializedOutput.Should().Be("coffee");
        resumed.SerializedOutput.Should().Be("back");
        actions.Should().Be(0);
        (await EndOfAsync(id)).ReadOutputAs<string>().Should().Be("ab");
    }

    [Fact]
    public async Task Suspended_CanBeTerminated()
    {
        string id = await StartAsync(nameof(StatusFunctions.Shows));
        await Client.SuspendInstanceAsync(id);

        await Client.TerminateInstanceAsync(id, "enough");

        (await EndOfAsync(id)).RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Terminated);
    }

    [Fact]
    public async Task SuspendOrResume_AfterTheEnd_IsRefused()
    {
        string id = (await RunAsync(nameof(EngineFunctions.Sequence), 1)).InstanceId;

        Func<Task> suspend = () => Client.SuspendInstanceAsync(id);
        Func<Task> resume = () => Client.ResumeInstanceAsync(id);

        await suspend.Should().ThrowAsync<InvalidOperationException>().WithMessage("*has ended*");
        await resume.Should().ThrowAsync<InvalidOperationException>().WithMessage("*has ended*");
    }

    [Fact]
    public async Task Terminate_BeforeADelayedStart_EndsIt()
    {
        string id = NewId();
        await Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(EngineFunctions.Sequence), 1, new StartOrchestrationOptions(id, DateTimeOffset.UtcNow.AddHours(1)));

        await Client.TerminateInstanceAsync(id, "never");

        OrchestrationMetadata end = await EndOfAsync(id);
        end.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Terminated);
        end.ReadOutputAs<string>().Should().Be("never");
    }

    [Fact]
    public async Task Start_ForLater_RunsAtItsTimeAlsoAfterARestart()
    {
        string id = NewId();
        DateTimeOffset due = DateTimeOffset.UtcNow.AddMilliseconds(300);
        await Client.ScheduleNewOrchestrationInstanceAsync(nameof(EngineFunctions.Sleeps), null, new StartOrchestrationOptions(id, due));

        await Host.RestartAsync();

        (await EndOfAsync(id)).RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Completed);
        (await HistoryOfAsync(id)).OfType<FunctionsSelfHost.Engine.History.TimerCreated>().Single().Timestamp.Should().BeOnOrAfter(due.UtcDateTime);
    }

    [Fact]
    public async Task Start_WhileOneRuns_IsRefusedWithTheOfficialException()
    {
        string id = await StartAsync(nameof(StatusFunctions.Shows));

        Func<Task> second = () => StartAsync(nameof(EngineFunctions.Sequence), 1, id);

        await second.Should().ThrowAsync<OrchestrationAlreadyExistsException>().WithMessage($"*'{id}' exists already*");
    }

    [Fact]
    public async Task Start_AfterAnEnd_CountsTheGenerationsUnlessItsStateWasNamed()
    {
        string id = (await RunAsync(nameof(EngineFunctions.Sequence), 1)).InstanceId;
        StartOrchestrationOptions options = new StartOrchestrationOptions(id).WithDedupeStatuses(OrchestrationRuntimeStatus.Completed);

        Func<Task> refused = () => Client.ScheduleNewOrchestrationInstanceAsync(nameof(EngineFunctions.Sequence), 1, options);
        await refused.Should().ThrowAsync<OrchestrationAlreadyExistsException>();
        await RunAsync(nameof(EngineFunctions.Sequence), 2, id);

        InstanceStatus status = (await Hub.FindStatusAsync(id, Timeout()))!;
        status.Generation.Should().Be(1);
        status.Output.Should().Be("7");
    }

    [Theory]
    [InlineData("@counter@x", "is the ID of an entity")]
    [InlineData(null, "too long")]
    public async Task Start_UnderAnIdThatCannotBe_IsRefused(string? id, string reason)
    {
        Func<Task> start = () => StartAsync(nameof(EngineFunctions.Sequence), 1, id ?? new string('x', 600));

        await start.Should().ThrowAsync<ArgumentException>().WithMessage($"*{reason}*");
    }

    [Fact]
    public async Task Start_WithTagsAndVersion_ShowsThem()
    {
        string id = NewId();
        await Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(EngineFunctions.Sequence), 1, new StartOrchestrationOptions(id) { Tags = new Dictionary<string, string> { ["creator"] = "ann" }, Version = "1.2" });

        OrchestrationMetadata end = await EndOfAsync(id);

        end.Tags.Should().Equal(new Dictionary<string, string> { ["creator"] = "ann" });
        (await Hub.FindStatusAsync(id, Timeout()))!.Version.Should().Be("1.2");
    }

    [Fact]
    public async Task Purge_OfWhatIsNotThere_CountsNothing()
    {
        PurgeResult purged = await Client.PurgeInstanceAsync(NewId());

        purged.PurgedInstanceCount.Should().Be(0);
    }

    [Fact]
    public async Task Purge_ThenStart_BeginsFromNothing()
    {
        string id = (await RunAsync(nameof(EngineFunctions.Sequence), 1)).InstanceId;
        await Client.PurgeInstanceAsync(id);

        OrchestrationMetadata end = await RunAsync(nameof(EngineFunctions.Sequence), 2, id);

        end.ReadOutputAs<int>().Should().Be(7);
        (await Hub.FindStatusAsync(id, Timeout()))!.Generation.Should().Be(0);
    }

    [Fact]
    public async Task Purge_ByFilter_TakesOnlyWhatHasEndedAsNamed()
    {
        DateTimeOffset from = DateTimeOffset.UtcNow;
        string running = await StartAsync(nameof(StatusFunctions.Shows));
        string failed = (await RunAsync(nameof(FailureFunctions.Throws))).InstanceId;
        string completed = (await RunAsync(nameof(EngineFunctions.Sequence), 1)).InstanceId;

        PurgeResult none = await Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(from, null, [OrchestrationRuntimeStatus.Running]));
        await Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(from, null, [OrchestrationRuntimeStatus.Failed]));
        OrchestrationMetadata? keptBefore = await Client.GetInstanceAsync(completed);
        PurgeResult all = await Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(from));

        none.PurgedInstanceCount.Should().Be(0);
        (await Client.GetInstanceAsync(failed)).Should().BeNull();
        keptBefore.Should().NotBeNull();
        all.IsComplete.Should().BeTrue();
        (await Client.GetInstanceAsync(completed)).Should().BeNull();
        (await Client.GetInstanceAsync(running))!.IsRunning.Should().BeTrue();
    }

    [Fact]
    public async Task Purge_ByFilterWithNoTimeLeft_SaysThatItIsNotComplete()
    {
        DateTimeOffset from = DateTimeOffset.UtcNow;
        string id = (await RunAsync(nameof(EngineFunctions.Sequence), 1)).InstanceId;

        PurgeResult purged = await Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(from) { Timeout = TimeSpan.Zero });

        purged.IsComplete.Should().BeFalse();
        (await Client.GetInstanceAsync(id)).Should().NotBeNull();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public async Task Restart_RunsTheSameAgainUnderTheSameAndANewId(int length)
    {
        string text = new('x', length);
        string id = (await RunAsync(nameof(EngineFunctions.EchoesLarge), text)).InstanceId;

        string same = await Client.RestartAsync(id);
        OrchestrationMetadata again = await EndOfAsync(id);
        string other = await Client.RestartAsync(id, restartWithNewInstanceId: true);
        OrchestrationMetadata copy = await EndOfAsync(other);

        same.Should().Be(id);
        other.Should().NotBe(id);
        again.ReadOutputAs<string>().Should().Be(text);
        copy.ReadOutputAs<string>().Should().Be(text);
        copy.Name.Should().Be(nameof(EngineFunctions.EchoesLarge));
        (await Hub.FindStatusAsync(id, Timeout()))!.Generation.Should().Be(1);
    }

    [Fact]
    public async Task Restart_OfWhatIsNotThereOrStillRuns_IsRefused()
    {
        string running = await StartAsync(nameof(StatusFunctions.Shows));

        Func<Task> missing = () => Client.RestartAsync(NewId());
        Func<Task> early = () => Client.RestartAsync(running);

        await missing.Should().ThrowAsync<ArgumentException>();
        await early.Should().ThrowAsync<OrchestrationAlreadyExistsException>();
    }
}

public sealed class EngineOperationsOnMemoryTests(MemoryEngine engine) : EngineOperationsConformance(engine.Host), IClassFixture<MemoryEngine>;

public sealed class EngineOperationsOnAzuriteTests(AzuriteEngine engine) : EngineOperationsConformance(engine.Host), IClassFixture<AzuriteEngine>;
