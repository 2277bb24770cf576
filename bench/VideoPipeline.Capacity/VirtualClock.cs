namespace VideoPipeline.Capacity;

/// <summary>
/// The time of a simulation: it jumps from one event to the next. Everything runs on the caller's thread, in the order of the events, so a
/// simulation always gives the same result.
/// </summary>
internal sealed class VirtualClock
{
    private readonly PriorityQueue<TaskCompletionSource, (double At, long Order)> events = new();
    private long order;

    /// <summary>Seconds since the simulation began.</summary>
    public double Now { get; private set; }

    /// <summary>Waits for some seconds of the simulation.</summary>
    public Task Delay(double seconds)
    {
        // continuations run where the event is taken: inside RunToEnd
        var due = new TaskCompletionSource();
        events.Enqueue(due, (Now + Math.Max(0, seconds), order++));
        return due.Task;
    }

    /// <summary>Lets time pass until nothing is due any more.</summary>
    /// <exception cref="InvalidOperationException">A process waits for something that cannot happen.</exception>
    public void RunToEnd(Task processes)
    {
        while (events.TryDequeue(out TaskCompletionSource? due, out (double At, long Order) when))
        {
            Now = when.At;
            due.SetResult();
        }

        if (!processes.IsCompleted)
        {
            throw new InvalidOperationException("A process of the simulation waits for ever.");
        }

        processes.GetAwaiter().GetResult();
    }
}
