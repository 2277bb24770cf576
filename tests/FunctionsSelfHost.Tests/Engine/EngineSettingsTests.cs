using FunctionsSelfHost.Engine;
using FunctionsSelfHost.Engine.Clients;
using FunctionsSelfHost.Engine.Messages;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Configuration;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>What host.json says of the durable engine.</summary>
public sealed class EngineSettingsTests
{
    private const string Section = "AzureFunctionsJobHost:extensions:durableTask:";

    // a room in which a guest stays until there have been two at once
    private const string TwoAtOnce = "two at once";

    [Fact]
    public async Task MaxConcurrentActivityFunctions_HoldsTheOthersBack()
    {
        await using TestEngine engine = await TestEngine.StartAsync("maxConcurrentActivityFunctions", "2");
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
            engine.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Crowd.Enters), TwoAtOnce)));

        await engine.EndAsync(ids);

        Crowd.MostOf(TwoAtOnce).Should().Be(2);
    }

    [Fact]
    public async Task MaxConcurrentEntityFunctions_HoldsTheOthersBack()
    {
        await using TestEngine engine = await TestEngine.StartAsync("maxConcurrentEntityFunctions", "1");
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            engine.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Crowd.EntersByEntity), nameof(MaxConcurrentEntityFunctions_HoldsTheOthersBack))));

        await engine.EndAsync(ids);

        Crowd.MostOf(nameof(MaxConcurrentEntityFunctions_HoldsTheOthersBack)).Should().Be(1);
    }

    [Fact]
    public async Task MaxConcurrentOrchestratorFunctions_HoldsTheOthersBack()
    {
        await using TestEngine engine = await TestEngine.StartAsync("maxConcurrentOrchestratorFunctions", "1");

        string[] ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            engine.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Crowd.EntersItself), nameof(MaxConcurrentOrchestratorFunctions_HoldsTheOthersBack))));
        await engine.EndAsync(ids);

        Crowd.MostOf(nameof(MaxConcurrentOrchestratorFunctions_HoldsTheOthersBack)).Should().Be(1);
    }

    [Fact]
    public async Task AnyState_ReplacesARunningInstanceAndTellsItsParent()
    {
        await using TestEngine engine = await TestEngine.StartAsync("overridableExistingInstanceStates", "AnyState");
        string parent = await engine.Client.ScheduleNewOrchestrationInstanceAsync(nameof(SubOrchestrationFunctions.Nest), 1);
        string child = $"{parent}/c";
        await engine.WhenRunningAsync(child);

        await engine.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EngineFunctions.Sequence), 1, new StartOrchestrationOptions(child));
        OrchestrationMetadata[] ends = await engine.EndAsync(child, parent);

        ends[0].ReadOutputAs<int>().Should().Be(6);
        ends[1].ReadOutputAs<string>().Should().Contain("was terminated");
    }

    [Theory]
    [InlineData("maxConcurrentOrchestratorFunctions", "0")]
    [InlineData("maxConcurrentEntityFunctions", "many")]
    [InlineData("overridableExistingInstanceStates", "Some")]
    [InlineData("purgeFinishedInstancesAfterDays", "0")]
    [InlineData("purgeFinishedInstancesAfterDays", "soon")]
    public void Limits_ThatAreNotValid_AreRefusedByName(string key, string value)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new(Section + key, value)]).Build();

        Action read = () => DurableEngineLimits.Of(configuration);

        read.Should().Throw<InvalidOperationException>().WithMessage($"*{key} is \"{value}\"; it must be*");
    }

    [Theory]
    [InlineData(null, false, "Running, Pending, Suspended")]
    [InlineData("completed", false, "Running, Pending, Suspended, Completed")]
    [InlineData("Completed", true, "Completed")]
    [InlineData(null, true, "")]
    public void StartRule_AddsWhatTheStartNames(string? named, bool replacesRunning, string expected) =>
        string.Join(", ", StartRule.RefusedIn(named is null ? null : [named], replacesRunning)).Should().Be(expected);

    [Theory]
    [InlineData("Finished", false)]
    [InlineData("ContinuedAsNew", false)]
    [InlineData("Terminated", true)]
    public void StartRule_WithNamesThatCannotBe_IsRefused(string named, bool replacesRunning)
    {
        Action rule = () => StartRule.RefusedIn([named], replacesRunning);

        rule.Should().Throw<ArgumentException>().WithMessage("DedupeStatuses*");
    }

    [Fact]
    public void StartMessage_WithoutARule_IsRefusedByWhatHasNotEnded()
    {
        var start = new StartMessage("Any", null, "execution", null, null, null, "");

        Enum.GetValues<OrchestrationRuntimeStatus>().Where(s => !start.IsRefusedIn(s)).Should().BeEquivalentTo(
            [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated]);
    }

    internal static class Crowd
    {
        private static readonly Lock Door = new();
        private static readonly Dictionary<string, (int Inside, int Most)> Rooms = [];

        [Function(nameof(Enters))]
        public static Task Enters([OrchestrationTrigger] TaskOrchestrationContext context, string room) =>
            context.CallActivityAsync(nameof(Stay), room);

        [Function(nameof(EntersByEntity))]
        public static Task EntersByEntity([OrchestrationTrigger] TaskOrchestrationContext context, string room) =>
            context.Entities.CallEntityAsync(new EntityInstanceId(nameof(Guest), context.InstanceId), "Stay", room);

        // the code runs in its turn, without a pause
        [Function(nameof(EntersItself))]
        public static Task EntersItself([OrchestrationTrigger] TaskOrchestrationContext context, string room)
        {
            _ = context;
            Enter(room);
            Thread.SpinWait(20_000);
            Leave(room);
            return Task.CompletedTask;
        }

        [Function(nameof(Guest))]
        public static Task Guest([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync(async operation =>
        {
            await StayAsync(operation.GetInput<string>()!);
            return null;
        });

        [Function(nameof(Stay))]
        public static Task Stay([ActivityTrigger] string room) => StayAsync(room);

        public static int MostOf(string room)
        {
            lock (Door)
            {
                return Rooms[room].Most;
            }
        }

        private static async Task StayAsync(string room)
        {
            Enter(room);
            while (room == TwoAtOnce && MostOf(room) < 2)
            {
                await Task.Delay(5);
            }

            await Task.Yield();
            Leave(room);
        }

        private static void Enter(string room)
        {
            lock (Door)
            {
                (int inside, int most) = Rooms.GetValueOrDefault(room);
                Rooms[room] = (inside + 1, Math.Max(most, inside + 1));
            }
        }

        private static void Leave(string room)
        {
            lock (Door)
            {
                Rooms[room] = Rooms[room] with { Inside = Rooms[room].Inside - 1 };
            }
        }
    }

    private sealed class TestEngine(EngineHost host) : IAsyncDisposable
    {
        public DurableTaskClient Client => host.Client;

        public static async Task<TestEngine> StartAsync(string key, string value)
        {
            var host = new EngineHost(null, [.. EngineTests.Functions, typeof(Crowd)]) { Settings = new Dictionary<string, string?> { [Section + key] = value } };
            await host.InitializeAsync();
            return new TestEngine(host);
        }

        public async Task<OrchestrationMetadata[]> EndAsync(params string[] ids)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            return await Task.WhenAll(ids.Select(id => Client.WaitForInstanceCompletionAsync(id, true, patience.Token)));
        }

        public async Task WhenRunningAsync(string id)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await Client.WaitForInstanceStartAsync(id, patience.Token);
        }

        public ValueTask DisposeAsync() => new(host.DisposeAsync());
    }
}
