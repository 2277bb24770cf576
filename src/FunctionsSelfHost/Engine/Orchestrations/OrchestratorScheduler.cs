namespace FunctionsSelfHost.Engine.Orchestrations;

/// <summary>
/// Runs an orchestrator's code on one thread, inline, in the order in which its tasks complete. Code that gets here from anywhere else
/// has awaited something that is not the context's, which no replay could repeat.
/// </summary>
internal sealed class OrchestratorScheduler : TaskScheduler
{
    private readonly Queue<Task> ready = [];
    private int? runningThread;

    /// <summary>What to tell the author of such code.</summary>
    public const string InvalidAwaitMessage =
        "An invalid asynchronous invocation was detected. An orchestrator may await only tasks that its TaskOrchestrationContext made, " +
        "without ConfigureAwait(false), and may not start threads: move other work into an activity.";

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>True when something outside tried to go on with the orchestrator's code.</summary>
    public bool SawForeignContinuation { get; private set; }

    /// <summary>Runs the action and everything that it makes ready, until nothing can go on.</summary>
    public void Run(Action action)
    {
        SynchronizationContext? outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        runningThread = Environment.CurrentManagedThreadId;
        try
        {
            var first = new Task(action);
            first.RunSynchronously(this);
            while (ready.TryDequeue(out Task? next))
            {
                TryExecuteTask(next);
            }

            first.GetAwaiter().GetResult();
        }
        finally
        {
            runningThread = null;
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    /// <exception cref="InvalidOperationException">The caller does not run on this scheduler.</exception>
    public void ThrowIfOutside()
    {
        if (Current != this)
        {
            throw new InvalidOperationException(InvalidAwaitMessage);
        }
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        if (IsRunningHere)
        {
            ready.Enqueue(task);
        }
        else
        {
            SawForeignContinuation = true;
        }
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        IsRunningHere && !taskWasPreviouslyQueued && TryExecuteTask(task);

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => ready;

    private bool IsRunningHere => runningThread == Environment.CurrentManagedThreadId;
}
