namespace FunctionsSelfHost.Management;

/// <summary>How long a start waits for the end, and how often it looks.</summary>
/// <param name="Timeout">How long; longer than <paramref name="PollingInterval"/>.</param>
/// <param name="PollingInterval">How often.</param>
/// <param name="FailureIsError">Whether a failure is answered as an error, 500.</param>
internal sealed record Wait(TimeSpan Timeout, TimeSpan PollingInterval, bool FailureIsError)
{
    /// <summary>What a request asks for: <c>timeout</c> and <c>pollingInterval</c> (default 1), in seconds; null when it does not want to wait.</summary>
    public static Wait? Of(ManagementRequest request)
    {
        TimeSpan? polling = request.Seconds("pollingInterval");
        if (request.Seconds("timeout") is not { } timeout)
        {
            return polling is null ? null : throw new ArgumentException("pollingInterval is given without timeout: give both, or neither.");
        }

        TimeSpan interval = polling ?? TimeSpan.FromSeconds(Math.Min(1, timeout.TotalSeconds / 2));
        return interval < timeout
            ? new Wait(timeout, interval, request.FailureIsError())
            : throw new ArgumentException($"The timeout ({timeout.TotalSeconds} s) must be longer than the pollingInterval ({interval.TotalSeconds} s).");
    }
}
