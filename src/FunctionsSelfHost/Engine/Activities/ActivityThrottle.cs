namespace FunctionsSelfHost.Engine.Activities;

/// <summary>Limits how many activities run at once in this process (<c>maxConcurrentActivityFunctions</c>).</summary>
internal sealed class ActivityThrottle(int maxConcurrentActivities) : IDisposable
{
    private readonly SemaphoreSlim slots = new(maxConcurrentActivities);
    private int running;
    private int queued;

    /// <summary>How many run.</summary>
    public int Running => running;

    /// <summary>How many wait for their turn.</summary>
    public int Queued => queued;

    /// <summary>Waits for its turn, then runs the work on the thread pool, away from the grains' schedulers.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken);
        Interlocked.Increment(ref running);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref running);
            slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => slots.Dispose();

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref queued);
        try
        {
            await slots.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref queued);
        }
    }
}
