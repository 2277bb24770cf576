using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Orchestrations;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>Code against histories that other code has made, and clocks that a test turns.</summary>
public sealed class OrchestrationExecutionTests
{
    private static readonly DateTime Start = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly Code CallsA = c => c.CallActivityAsync("A");

    private static readonly Code CallsB = c => c.CallActivityAsync("B");

    private delegate Task Code(TaskOrchestrationContext context);

    public static TheoryData<string, string> Differences { get; } = new()
    {
        { "another name", "at action #0 the history says that the code called the activity 'A', but the code called the activity 'B'" },
        { "another kind", "at action #0 the history says that the code called the activity 'A', but the code created a timer" },
        { "nothing", "at action #0 the history says that the code called the activity 'A', but the code took only 0 action(s)" },
        { "one more", "the code called the activity 'B' (action #1), but the history has no such action" },
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void Replay_OfOtherCode_FailsWithBothSidesAndDoesNothing(string difference, string expected)
    {
        IReadOnlyList<HistoryEvent> history = FirstTurn(CallsA).History;
        OrchestrationExecution other = New(difference switch
        {
            "another name" => CallsB,
            "another kind" => c => c.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None),
            "nothing" => c => c.WaitForExternalEvent<string>("never"),
            _ => c => Task.WhenAll(CallsA(c), CallsB(c)),
        });

        other.Replay([.. history, new OrchestratorCompleted(Start)]);
        TurnResult result = other.EndTurn();

        result.Events.Should().ContainSingle().Which.Should().BeOfType<ExecutionCompleted>().Which.Failure!.ErrorMessage.Should().Contain(expected);
        result.Messages.Should().BeEmpty();
    }

    [Theory]
    [InlineData("a", "A")]
    [InlineData("A", "A")]
    public void Replay_OfTheSameCode_IgnoresTheCaseOfNames(string then, string now)
    {
        IReadOnlyList<HistoryEvent> history = FirstTurn(c => c.CallActivityAsync(then)).History;
        OrchestrationExecution execution = New(c => c.CallActivityAsync(now));

        execution.Replay([.. history, new OrchestratorCompleted(Start)]);

        execution.EndTurn().Events.Should().BeEmpty();
        execution.IsOpen(0).Should().BeTrue();
    }

    [Fact]
    public void RetryPolicy_WhoseTimeIsOver_MakesNoFurtherAttempt()
    {
        var policy = new RetryPolicy(10, TimeSpan.FromSeconds(10), retryTimeout: TimeSpan.FromSeconds(20));
        OrchestrationExecution execution = New(c => c.CallActivityAsync("A", TaskOptions.FromRetryPolicy(policy)));
        Turn(execution, Start, execution.Started);

        // attempts begin at 0, 10 and 20 s and fail at once
        IReadOnlyList<HistoryEvent> first = Turn(execution, Start, Failed(0));
        IReadOnlyList<HistoryEvent> second = Turn(execution, Start.AddSeconds(10), new TimerFired(Start, 1, Start));
        Turn(execution, Start.AddSeconds(10), Failed(2));
        Turn(execution, Start.AddSeconds(20), new TimerFired(Start, 3, Start));
        IReadOnlyList<HistoryEvent> last = Turn(execution, Start.AddSeconds(20), Failed(4));

        first.Should().ContainSingle().Which.Should().BeOfType<TimerCreated>().Which.FireAt.Should().Be(Start.AddSeconds(10));
        second.Should().ContainSingle().Which.Should().BeOfType<TaskScheduled>();
        last.Should().ContainSingle().Which.Should().BeOfType<ExecutionCompleted>();
    }

    [Fact]
    public void RetryPolicy_WithIntervalsBeyondTheCalendar_WaitsUntilItsEnd()
    {
        var policy = new RetryPolicy(10, TimeSpan.FromDays(1), 1e9, Timeout.InfiniteTimeSpan, TimeSpan.MaxValue);
        OrchestrationExecution execution = New(c => c.CallActivityAsync("A", TaskOptions.FromRetryPolicy(policy)));
        Turn(execution, Start, execution.Started);

        Turn(execution, Start, Failed(0));
        Turn(execution, Start.AddDays(1), new TimerFired(Start, 1, Start));
        IReadOnlyList<HistoryEvent> second = Turn(execution, Start.AddDays(1), Failed(2));

        second.Should().ContainSingle().Which.Should().BeOfType<TimerCreated>().Which.FireAt.Should().Be(DateTime.MaxValue);
    }

    [Fact]
    public void TimedOutWait_AndTheEventInOneTurn_GoInTheOrderOfTheirArrival()
    {
        OrchestrationExecution execution = New(async c =>
        {
            try
            {
                await c.WaitForExternalEvent<string>("name", TimeSpan.FromSeconds(1));
            }
            catch (TaskCanceledException)
            {
                c.SetCustomStatus("timed out");
                c.SetCustomStatus(await c.WaitForExternalEvent<string>("name"));
            }
        });
        Turn(execution, Start, execution.Started);

        Turn(execution, Start.AddSeconds(1), new TimerFired(Start, 0, Start), new EventRaised(Start, "NAME", "\"late\""));

        execution.CustomStatus.Should().Be("\"late\"");
    }

    [Fact]
    public void Terminated_NothingOfTheTurnHappens()
    {
        OrchestrationExecution execution = New(CallsA);

        IReadOnlyList<HistoryEvent> actions = Turn(execution, Start, execution.Started, new ExecutionTerminated(Start, null));

        actions.Should().BeEmpty();
        execution.IsTerminated.Should().BeTrue();
    }

    private static TaskFailed Failed(int taskId) => new(Start, taskId, new TaskFailureDetails("Any", "failed", null, null, null));

    private static OrchestrationExecution New(Code code) => new(
        new ExecutionStarted(Start, "instance", "execution", "Test", "", null, null, null, null, 0, null),
        async context =>
        {
            await code(context);
            return null;
        },
        new ExecutionServices(JsonDataConverter.Default, NullLoggerFactory.Instance));

    private static (OrchestrationExecution Execution, IReadOnlyList<HistoryEvent> History) FirstTurn(Code code)
    {
        OrchestrationExecution execution = New(code);
        IReadOnlyList<HistoryEvent> actions = Turn(execution, Start, execution.Started);
        return (execution, [new OrchestratorStarted(Start), execution.Started, .. actions]);
    }

    private static IReadOnlyList<HistoryEvent> Turn(OrchestrationExecution execution, DateTime at, params HistoryEvent[] events)
    {
        execution.Apply(new OrchestratorStarted(at));
        foreach (HistoryEvent e in events)
        {
            execution.Apply(e);
        }

        return execution.EndTurn().Events;
    }
}
