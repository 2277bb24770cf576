namespace VideoPipeline.Capacity;

/// <summary>Something of which a number can be in use at once: cores, seats, slots. Who comes first is served first.</summary>
/// <param name="clock">The simulation's time.</param>
/// <param name="capacity">How many may be in use at once.</param>
internal sealed class Resource(VirtualClock clock, int capacity)
{
    private readonly Queue<TaskCompletionSource> waiting = new();
    private readonly List<double> waits = [];
    private int inUse;

    /// <summary>The seconds of use of all of it together.</summary>
    public double BusySeconds { get; private set; }

    /// <summary>The share of its time in which it was in use, over a period.</summary>
    public double ShareOf(double seconds) => BusySeconds / (capacity * seconds);

    /// <summary>The wait that 95 of 100 did not exceed, in seconds.</summary>
    public double LongWait => waits.Count == 0 ? 0 : waits.Order().ElementAt((int)(0.95 * (waits.Count - 1)));

    /// <summary>Waits for one, has it for some seconds, and gives it back.</summary>
    public async Task UseAsync(double seconds)
    {
        double asked = clock.Now;
        await TakeAsync();
        waits.Add(clock.Now - asked);
        await clock.Delay(seconds);
        BusySeconds += seconds;
        Release();
    }

    private Task TakeAsync()
    {
        if (inUse < capacity)
        {
            inUse++;
            return Task.CompletedTask;
        }

        var free = new TaskCompletionSource();
        waiting.Enqueue(free);
        return free.Task;
    }

    private void Release()
    {
        if (waiting.TryDequeue(out TaskCompletionSource? next))
        {
            next.SetResult();
        }
        else
        {
            inUse--;
        }
    }
}
