namespace FunctionsSelfHost.Engine.Activities;

/// <summary>Limits how many activities run at once in this process (<c>maxConcurrentActivityFunctions</c>).</summary>
internal sealed class ActivityThrottle(int maxConcurrentActivities) : IDisposable
{
    private readonly SemaphoreSlim slots = new(maxConcurrentActivities);

    /// <summary>Waits for its turn, then runs the work on the thread pool, away from the grains' schedulers.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => slots.Dispose();
}
