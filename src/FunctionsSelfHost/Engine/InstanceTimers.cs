namespace FunctionsSelfHost.Engine;

/// <summary>Does things at their time on the grain's scheduler, until they are stopped. What must outlive the process is in the history.</summary>
internal sealed class InstanceTimers(TimeProvider time) : IDisposable
{
    // a delay has a limit of its own, and the clock may be changed meanwhile
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private CancellationTokenSource stop = new();

    /// <summary>Does something at a time (UTC), at once when that is past.</summary>
    public void At(DateTime due, Action action) => WaitAsync(due, action, stop.Token).Ignore();

    /// <summary>Forgets what has not been done yet.</summary>
    public void Stop()
    {
        stop.Cancel();
        stop.Dispose();
        stop = new CancellationTokenSource();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }

    private async Task WaitAsync(DateTime due, Action action, CancellationToken cancellationToken)
    {
        while (due - time.GetUtcNow().UtcDateTime is { Ticks: > 0 } left)
        {
            TimeSpan step = left < LongestDelay ? left : LongestDelay;
            await Task.Delay(step, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }

        action();
    }
}
