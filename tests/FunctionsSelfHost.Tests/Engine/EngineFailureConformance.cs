using FunctionsSelfHost.Engine.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>Failures, their details, and what is tried again.</summary>
public abstract class EngineFailureConformance : EngineTests
{
    private protected EngineFailureConformance(EngineHost host)
        : base(host)
    {
    }

    [Fact]
    public async Task Orchestrator_Throwing_FailsWithTypeMessageAndInnerFailure()
    {
        string id = NewId();

        OrchestrationMetadata end = await RunAsync(nameof(FailureFunctions.Throws), null, id);

        end.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Failed);
        end.SerializedOutput.Should().Be("System.InvalidOperationException: Throws threw");
        TaskFailureDetails failure = await FailureOfAsync(id);
        failure.StackTrace.Should().Contain(nameof(FailureFunctions.Throws));
        failure.InnerFailure!.ToString().Should().Be("System.TimeoutException: inner");
    }

    [Fact]
    public async Task TaskFailure_Escaping_IsTheInnerFailure()
    {
        string id = NewId();

        OrchestrationMetadata end = await RunAsync(nameof(FailureFunctions.LetsFailureEscape), null, id);

        end.SerializedOutput.Should().Be(
            "Microsoft.DurableTask.TaskFailedException: Task 'FailUntil' (#0) failed with an unhandled exception: not yet");
        TaskFailureDetails failure = await FailureOfAsync(id);
        failure.InnerFailure!.ToString().Should().Be("System.InvalidOperationException: not yet");
        failure.InnerFailure.InnerFailure!.ErrorType.Should().Be("System.TimeoutException");
    }

    [Theory]
    [InlineData(nameof(FailureFunctions.ReturnsWhatCannotBeWritten), "cycle")]
    [InlineData(nameof(FailureFunctions.PassesOptionsAsInput), "TaskOptions were given as the input")]
    [InlineData(nameof(EngineFunctions.Sequence), "JSON value could not be converted")]
    public async Task Orchestrator_WithValuesThatDoNotFit_Fails(string orchestrator, string reason)
    {
        OrchestrationMetadata end = await RunAsync(orchestrator, "no number");

        end.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Failed);
        end.SerializedOutput.Should().Contain(reason);
    }

    [Fact]
    public async Task Activity_WithAResultThatCannotBeWritten_Fails()
    {
        OrchestrationMetadata end = await RunAsync(nameof(FailureFunctions.CallsOneThatReturnsWhatCannotBeWritten));

        end.ReadOutputAs<string>().Should().Be("System.Text.Json.JsonException");
    }

    [Fact]
    public async Task Result_ReadAsAnotherType_FailsWhereItIsAwaited()
    {
        OrchestrationMetadata end = await RunAsync(nameof(FailureFunctions.ReadsResultAsAnotherType));

        end.ReadOutputAs<string>().Should().Be("not a number");
    }

    [Fact]
    public async Task Policy_BacksOffToItsLongestInterval()
    {
        string id = NewId();

        await RunAsync(nameof(FailureFunctions.BacksOff), null, id);

        IReadOnlyList<HistoryEvent> history = await HistoryOfAsync(id);
        history.OfType<TaskScheduled>().Should().HaveCount(5);
        history.OfType<TimerCreated>().Select(t => (t.FireAt - t.Timestamp).TotalMilliseconds).Should().Equal(2, 4, 7, 7);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Policy_WhoseHandlerSaysNoOrThrows_StopsWithTheFailure(bool throws)
    {
        string id = NewId();

        OrchestrationMetadata end = await RunAsync(nameof(FailureFunctions.RetriesNot), throws, id);

        end.SerializedOutput.Should().Contain("Task 'FailUntil' (#0)").And.Contain("not yet");
        Gate.CountOf(id).Should().Be(1);
    }

    [Fact]
    public async Task Handler_IsToldOfEachAttemptAndMayWait()
    {
        OrchestrationMetadata end = await RunAsync(nameof(FailureFunctions.HandlerWaits));

        end.ReadOutputAs<string>().Should().Be("3: 1 not yet True, 2 not yet True");
    }

    private async Task<TaskFailureDetails> FailureOfAsync(string id) => (await HistoryOfAsync(id)).OfType<ExecutionCompleted>().Single().Failure!;
}

public sealed class EngineFailuresOnMemoryTests(MemoryEngine engine) : EngineFailureConformance(engine.Host), IClassFixture<MemoryEngine>;

public sealed class EngineFailuresOnAzuriteTests(AzuriteEngine engine) : EngineFailureConformance(engine.Host), IClassFixture<AzuriteEngine>;
