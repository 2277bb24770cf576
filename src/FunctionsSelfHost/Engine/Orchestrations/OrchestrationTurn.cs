using System.Text.Json;
using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Messages;
using Microsoft.DurableTask;

namespace FunctionsSelfHost.Engine.Orchestrations;

/// <summary>One turn of an execution: turns messages into events of its history, and applies them.</summary>
internal sealed class OrchestrationTurn(OrchestrationExecution execution, TimeProvider time)
{
    private readonly List<HistoryEvent> events = [];
    private readonly List<OutgoingMessage> messages = [];

    /// <summary>The execution.</summary>
    public OrchestrationExecution Execution { get; } = execution;

    /// <summary>True when nothing has happened in the turn.</summary>
    public bool IsEmpty => events.Count == 0;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Begins the execution.</summary>
    public void Begin() => Apply(Execution.Started);

    /// <summary>Takes a message; nothing happens when it is not for this execution or says nothing new.</summary>
    /// <returns>True when the execution still takes messages.</returns>
    public bool TryTake(InstanceMessage message)
    {
        if (Execution.IsTerminated)
        {
            return false;
        }

        if (ToEvent(message) is { } e)
        {
            Apply(e);
        }

        if (Execution.IsTerminated && message is TerminateMessage { IsRecursive: true } end)
        {
            messages.AddRange(Execution.OpenActions.OfType<SubOrchestrationCreated>().Select(child => new OutgoingMessage(
                child.InstanceId, end with { ParentExecutionId = Execution.Started.ExecutionId })));
        }

        return true;
    }

    /// <summary>Ends the turn: the events to commit, and the messages that go with them.</summary>
    public TurnResult End()
    {
        TurnResult result = Execution.EndTurn();
        return new TurnResult([.. events, .. result.Events, new OrchestratorCompleted(Now)], [.. result.Messages, .. messages]);
    }

    private void Apply(HistoryEvent e)
    {
        if (IsEmpty)
        {
            var turn = new OrchestratorStarted(Now);
            events.Add(turn);
            Execution.Apply(turn);
        }

        events.Add(e);
        Execution.Apply(e);
    }

    private HistoryEvent? ToEvent(InstanceMessage message)
    {
        string executionId = Execution.Started.ExecutionId;
        return message switch
        {
            ActivityResultMessage m when m.ExecutionId == executionId && Execution.IsOpen(m.TaskId) =>
                m.Failure is null ? new TaskCompleted(Now, m.TaskId, m.Result) : new TaskFailed(Now, m.TaskId, Failure(m.Failure)),
            SubOrchestrationResultMessage m when m.ExecutionId == executionId && Execution.IsOpen(m.TaskId) =>
                m.Failure is null
                    ? new SubOrchestrationCompleted(Now, m.TaskId, m.Result)
                    : new SubOrchestrationFailed(Now, m.TaskId, Failure(m.Failure)),
            TimerDueMessage m when m.ExecutionId == executionId && Execution.IsOpen(m.TimerId) => new TimerFired(Now, m.TimerId, m.FireAt),
            StartDueMessage m when m.ExecutionId == executionId && Execution.IsWaitingForStart => new OrchestratorStarted(Now),
            EventMessage m when m.ExecutionId is null || m.ExecutionId == executionId => new EventRaised(Now, m.Name, m.Input),
            TerminateMessage m when m.ParentExecutionId is null || m.ParentExecutionId == Execution.Started.Parent?.ExecutionId =>
                new ExecutionTerminated(Now, m.Output),
            SuspendMessage m when !Execution.IsSuspended => new ExecutionSuspended(Now, m.Reason),
            ResumeMessage m when Execution.IsSuspended => new ExecutionResumed(Now, m.Reason),
            _ => null,
        };
    }

    private static TaskFailureDetails Failure(string json) => JsonSerializer.Deserialize<TaskFailureDetails>(json)!;
}
