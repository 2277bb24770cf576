using FunctionsSelfHost.Storage;

namespace FunctionsSelfHost.Engine.Clients;

/// <summary>
/// Calls that a client makes to grains. A grain's host may go down meanwhile; then the grain comes up on another one within seconds, and
/// the call is made again. A call that fails for longer, or for another reason, fails with its exception.
/// </summary>
internal sealed class GrainCalls(TimeProvider time)
{
    // longer than it takes to notice that a host is gone
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(2);

    /// <summary>Makes a call that may arrive twice without harm, again whenever it may not have arrived.</summary>
    public Task<T> RepeatAsync<T>(Func<Task<T>> call, CancellationToken cancellation) => CallAsync(call, e => IsRefusal(e) || IsDoubtful(e), cancellation);

    /// <summary>Makes a call that must not arrive twice, again only when it was refused. When that is in doubt the caller has to decide.</summary>
    public Task<T> SendOnceAsync<T>(Func<Task<T>> call, CancellationToken cancellation) => CallAsync(call, IsRefusal, cancellation);

    /// <inheritdoc cref="SendOnceAsync{T}"/>
    public Task SendOnceAsync(Func<Task> call, CancellationToken cancellation) => SendOnceAsync(
        async () =>
        {
            await call();
            return true;
        },
        cancellation);

    // nothing has come of the call
    private static bool IsRefusal(Exception exception) => exception is OrleansMessageRejectionException or LostOwnershipException or HostStoppingException;

    // the host went down, or stopped, after it had got the call
    private static bool IsDoubtful(Exception exception) => exception is SiloUnavailableException or OperationCanceledException;

    private async Task<T> CallAsync<T>(Func<Task<T>> call, Func<Exception, bool> isWorthARetry, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        TimeSpan delay = FirstRetry;
        while (true)
        {
            try
            {
                return await call().WaitAsync(cancellation);
            }
            catch (Exception e) when (isWorthARetry(e) && !cancellation.IsCancellationRequested && time.GetElapsedTime(start) < Patience)
            {
                await Task.Delay(delay, time, cancellation);
                delay = delay * 2 < LastRetry ? delay * 2 : LastRetry;
            }
        }
    }
}
