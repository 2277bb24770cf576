using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Messages;
using Microsoft.DurableTask;

namespace FunctionsSelfHost.Engine.Orchestrations;

/// <summary>
/// One execution of an orchestrator, live: its code, suspended where it awaits, and what it awaits. Fed with the events of its history
/// it always gets to the same point; fed with new events it goes on and yields new actions.
/// </summary>
internal sealed class OrchestrationExecution
{
    private readonly Func<ReplayedOrchestrationContext, Task<object?>> code;
    private readonly OrchestratorScheduler scheduler = new();
    private readonly ActionLedger actions;
    private readonly SortedDictionary<int, OpenTask> open = [];
    private readonly Queue<HistoryEvent> held = [];
    private readonly ReplayedOrchestrationContext context;
    private Task<object?>? run;
    private Exception? fault;
    private bool suspended;

    public OrchestrationExecution(ExecutionStarted started, Func<ReplayedOrchestrationContext, Task<object?>> code, ExecutionServices services)
    {
        Started = started;
        Services = services;
        this.code = code;
        actions = new ActionLedger(started);
        context = new ReplayedOrchestrationContext(this);
    }

    /// <summary>The event that began this execution.</summary>
    public ExecutionStarted Started { get; }

    /// <summary>What the execution needs of its host.</summary>
    public ExecutionServices Services { get; }

    /// <summary>The time of the turn.</summary>
    public DateTime Now { get; private set; }

    /// <summary>True while events of the past are applied.</summary>
    public bool IsReplaying { get; private set; }

    /// <summary>The events that arrived, and who waits for them.</summary>
    public ExternalEvents Events { get; } = new();

    /// <summary>The custom status, serialized; null when none was set in this execution.</summary>
    public string? CustomStatus { get; set; }

    /// <summary>Set when the code asked for a new execution.</summary>
    public ContinueAsNewOptions? Continuation { get; set; }

    /// <summary>Releases the entity locks that the code still holds when it ends.</summary>
    public Action? ReleaseLocks { get; set; }

    /// <summary>True when an operator has paused the execution.</summary>
    public bool IsSuspended => suspended;

    /// <summary>True when an operator has ended the execution.</summary>
    public bool IsTerminated { get; private set; }

    /// <summary>True when the code did not do what the history says.</summary>
    public bool HasDiverged => fault is not null;

    /// <summary>True until the time of a delayed start.</summary>
    public bool IsWaitingForStart => run is null && fault is null;

    /// <summary>The actions whose end is awaited.</summary>
    public IEnumerable<HistoryEvent> OpenActions => open.Values.Select(t => t.Action);

    /// <summary>True when the action's end is awaited.</summary>
    public bool IsOpen(int taskId) => open.ContainsKey(taskId);

    /// <summary>Applies the events of a stored history. When its last turn is not complete, <see cref="EndTurn"/> is due.</summary>
    public void Replay(IReadOnlyList<HistoryEvent> history)
    {
        IsReplaying = true;
        foreach (HistoryEvent past in history)
        {
            Apply(past);
        }

        IsReplaying = false;
        if (history[^1] is OrchestratorCompleted)
        {
            fault ??= actions.Surplus();
        }
    }

    /// <summary>Applies one event, and runs the code as far as it can go.</summary>
    public void Apply(HistoryEvent e)
    {
        if (fault is not null || IsTerminated)
        {
            return;
        }

        if (suspended && e is not (ExecutionResumed or ExecutionTerminated or OrchestratorStarted or OrchestratorCompleted))
        {
            held.Enqueue(e);
            return;
        }

        try
        {
            ApplyNow(e);
        }
        catch (NonDeterministicOrchestrationException exception)
        {
            fault = exception;
        }
    }

    /// <summary>Ends a turn: hands out the new actions.</summary>
    public TurnResult EndTurn()
    {
        DetectInvalidAwait();
        if (IsTerminated || fault is not null)
        {
            return new TurnResult(IsTerminated ? [] : [Failed(fault!)], LeaveLocks());
        }

        TurnResult acted = actions.TakeNew(Now);
        return Completion() is { } completion ? acted with { Events = [.. acted.Events, completion] } : acted;
    }

    /// <summary>Takes an action in the code's name: it gets the next number, and is matched with the history or becomes part of it.</summary>
    public int Act(Func<int, (HistoryEvent Action, OutgoingMessage? Message)> action)
    {
        scheduler.ThrowIfOutside();
        return actions.Add(action);
    }

    /// <summary>Takes an action whose end is awaited.</summary>
    public Task<T> ActAndAwait<T>(Func<int, (HistoryEvent Action, OutgoingMessage? Message)> action, Func<int, TaskFailureDetails, Exception> toException)
    {
        var completion = new TaskCompletionSource<T>();
        int id = Act(action);
        open[id] = new OpenTask(
            actions[id],
            result => Complete(completion, result),
            failure => completion.TrySetException(toException(id, failure)));
        return completion.Task;
    }

    /// <summary>Creates a timer that the token can cancel.</summary>
    public Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var completion = new TaskCompletionSource();
        int id = Act(n => (new TimerCreated(n, Now, fireAt), null));
        CancellationTokenRegistration registration = default;
        open[id] = new OpenTask(
            actions[id],
            _ =>
            {
                registration.Dispose();
                completion.TrySetResult();
            },
            failure => throw new InvalidOperationException($"A timer cannot fail: {failure}"));
        registration = cancellationToken.Register(() =>
        {
            open.Remove(id);
            completion.TrySetCanceled(cancellationToken);
        });
        return completion.Task;
    }

    /// <summary>Waits for an external event.</summary>
    public Task<T> WaitForEvent<T>(string name, CancellationToken cancellationToken)
    {
        scheduler.ThrowIfOutside();
        cancellationToken.ThrowIfCancellationRequested();
        var completion = new TaskCompletionSource<T>();
        Action endWait = Events.Receive(name, typeof(T), input => Complete(completion, input));
        CancellationTokenRegistration registration = cancellationToken.Register(() =>
        {
            endWait();
            completion.TrySetCanceled(cancellationToken);
        });
        _ = completion.Task.ContinueWith(
            _ => registration.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Current);
        return completion.Task;
    }

    /// <exception cref="InvalidOperationException">The caller does not run as the orchestrator's code.</exception>
    public void ThrowIfOutside() => scheduler.ThrowIfOutside();

    private void ApplyNow(HistoryEvent e)
    {
        switch (e)
        {
            case OrchestratorStarted:
                Now = e.Timestamp;
                StartWhenDue();
                break;
            case ExecutionStarted:
                StartWhenDue();
                break;
            case TaskScheduled or SubOrchestrationCreated or TimerCreated or EventSent:
                actions.Match(e);
                break;
            case TaskCompleted completed:
                End(completed.TaskScheduledId, t => t.Complete(completed.Result));
                break;
            case TaskFailed failed:
                End(failed.TaskScheduledId, t => t.Fail(failed.Failure));
                break;
            case SubOrchestrationCompleted completed:
                End(completed.TaskScheduledId, t => t.Complete(completed.Result));
                break;
            case SubOrchestrationFailed failed:
                End(failed.TaskScheduledId, t => t.Fail(failed.Failure));
                break;
            case TimerFired fired:
                End(fired.TimerId, t => t.Complete(null));
                break;
            case EventRaised raised:
                Run(() => Events.Raise(raised.Name, raised.Input));
                break;
            case ExecutionSuspended:
                suspended = true;
                break;
            case ExecutionResumed:
                Resume();
                break;
            case ExecutionTerminated:
                IsTerminated = true;
                break;
            default:
                break;
        }
    }

    private void StartWhenDue()
    {
        if (run is not null || Started.ScheduledStartTime > Now)
        {
            return;
        }

        Run(() =>
        {
            run = code(context);
            foreach (CarriedEvent carried in Started.Carried ?? [])
            {
                Events.Raise(carried.Name, carried.Input);
            }
        });
    }

    private void End(int taskId, Action<OpenTask> end)
    {
        if (open.Remove(taskId, out OpenTask? task))
        {
            Run(() => end(task));
        }
    }

    // Locks that the code still holds when it ends are released as if it had done so itself, also in a replay.
    private void Run(Action action)
    {
        scheduler.Run(action);
        if (run is { IsCompleted: true } && ReleaseLocks is { } release)
        {
            scheduler.Run(release);
        }
    }

    private void Resume()
    {
        suspended = false;
        while (!suspended && held.TryDequeue(out HistoryEvent? e))
        {
            Apply(e);
        }
    }

    private void DetectInvalidAwait()
    {
        bool canGoOn = IsWaitingForStart || suspended || run is { IsCompleted: true } || open.Count > 0 || Events.HasWaiters;
        if (fault is null && !IsTerminated && (scheduler.SawForeignContinuation || !canGoOn))
        {
            fault = new InvalidOperationException(OrchestratorScheduler.InvalidAwaitMessage);
        }
    }

    // The code was ended from outside, so nothing else of it happens; but others wait for the entities that it locked.
    private IReadOnlyList<OutgoingMessage> LeaveLocks()
    {
        actions.TakeNew(Now);
        if (ReleaseLocks is { } release)
        {
            scheduler.Run(release);
        }

        return actions.TakeNew(Now).Messages;
    }

    private HistoryEvent? Completion()
    {
        if (suspended || run is not { IsCompleted: true })
        {
            return null;
        }

        if (run.IsCompletedSuccessfully && Continuation is { } continuation)
        {
            return Succeeded(continuation.NewInput, input => new ContinuedAsNew(
                actions.Next, Now, input, continuation.NewVersion, continuation.PreserveUnprocessedEvents));
        }

        if (open.Count > 0)
        {
            return null;
        }

        return run.IsCompletedSuccessfully
            ? Succeeded(run.Result, result => new ExecutionCompleted(actions.Next, Now, ExecutionOutcome.Completed, result, null))
            : Failed(run.Exception?.InnerException ?? new TaskCanceledException(run));
    }

    private HistoryEvent Succeeded(object? value, Func<string?, HistoryEvent> toEvent)
    {
        string? serialized;
        try
        {
            serialized = Services.Converter.Serialize(value);
        }
        catch (Exception e)
        {
            // a value that cannot be written is the code's failure; it would fail again however often the turn is taken
            return Failed(e);
        }

        return toEvent(serialized);
    }

    private ExecutionCompleted Failed(Exception exception) =>
        new(actions.Next, Now, ExecutionOutcome.Failed, null, TaskFailureDetails.FromException(exception));

    private void Complete<T>(TaskCompletionSource<T> completion, string? serialized)
    {
        T result;
        try
        {
            result = Services.Converter.Deserialize<T>(serialized)!;
        }
        catch (Exception e)
        {
            // a value that the code cannot read is the code's failure: it gets the exception where it awaits the value
            completion.TrySetException(e);
            return;
        }

        completion.TrySetResult(result);
    }
}
