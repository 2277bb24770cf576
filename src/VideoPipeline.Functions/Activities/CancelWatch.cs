using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Activities;

/// <summary>
/// Stops the work of an activity soon after its run was cancelled, or was ended from outside: no event reaches an activity, so it looks at
/// the record.
/// </summary>
public sealed class CancelWatch(RunRecordStore records, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Does the work, unless the run is cancelled before or meanwhile.</summary>
    /// <exception cref="RunCancelledException">The run was cancelled; the work has been stopped.</exception>
    public async Task<T> RunAsync<T>(RunKey run, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (await IsOverAsync(run, cancellationToken))
        {
            throw new RunCancelledException(run);
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task watch = WatchAsync(run, stop, ended.Token);
        try
        {
            return await work(stop.Token);
        }
        catch (OperationCanceledException e) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RunCancelledException(run, e);
        }
        finally
        {
            await ended.CancelAsync();
            await watch;
        }
    }

    private async Task WatchAsync(RunKey run, CancellationTokenSource stop, CancellationToken ended)
    {
        try
        {
            do
            {
                await Task.Delay(Interval, time, ended);
            }
            while (!await IsOverAsync(run, ended));

            await stop.CancelAsync();
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // the work has ended before
        }
    }

    private async Task<bool> IsOverAsync(RunKey run, CancellationToken cancellationToken) =>
        await records.FindAsync(run, cancellationToken) is { CancelRequestedAt: not null } or { HasEnded: true };
}
