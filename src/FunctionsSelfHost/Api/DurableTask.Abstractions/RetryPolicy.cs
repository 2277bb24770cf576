namespace Microsoft.DurableTask;

/// <summary>
/// How often, and how far apart, a failed activity or sub-orchestration is tried. The waits are durable timers, so they outlive the process.
/// </summary>
public class RetryPolicy
{
    private static readonly TimeSpan DefaultMaxRetryInterval = TimeSpan.FromHours(1);

    /// <summary>Creates a policy.</summary>
    /// <param name="maxNumberOfAttempts">Attempts in all, the first included; at least 1.</param>
    /// <param name="firstRetryInterval">The wait before the second attempt; positive.</param>
    /// <param name="backoffCoefficient">What each wait is multiplied by for the next one; at least 1, default 1.</param>
    /// <param name="maxRetryInterval">The longest wait, not shorter than the first, or infinite; default one hour.</param>
    /// <param name="retryTimeout">
    /// How long after the first attempt a further one may still be made, not shorter than the first wait, or infinite; default infinite.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNumberOfAttempts);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        if (double.IsNaN(backoffCoefficient) || backoffCoefficient < 1.0)
        {
            throw new ArgumentOutOfRangeException(nameof(backoffCoefficient), backoffCoefficient, "The coefficient must be 1 or more.");
        }

        TimeSpan longest = maxRetryInterval
            ?? (firstRetryInterval > DefaultMaxRetryInterval ? firstRetryInterval : DefaultMaxRetryInterval);
        ThrowIfShorter(longest, firstRetryInterval, nameof(maxRetryInterval));
        ThrowIfShorter(retryTimeout ?? Timeout.InfiniteTimeSpan, firstRetryInterval, nameof(retryTimeout));

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = longest;
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
    }

    /// <summary>Attempts in all, the first included.</summary>
    public int MaxNumberOfAttempts { get; }

    /// <summary>The wait before the second attempt.</summary>
    public TimeSpan FirstRetryInterval { get; }

    /// <summary>What each wait is multiplied by for the next one.</summary>
    public double BackoffCoefficient { get; }

    /// <summary>The longest wait between two attempts; infinite when there is no bound.</summary>
    public TimeSpan MaxRetryInterval { get; }

    /// <summary>How long after the first attempt a further one may still be made; infinite when there is no bound.</summary>
    public TimeSpan RetryTimeout { get; }

    /// <summary>
    /// Whether a failure, given as the exception that the orchestrator would see, may be tried again. Always true unless
    /// <see cref="HandleFailure"/> was set.
    /// </summary>
    public Func<Exception, bool> Handle => exception => MayRetry(exception switch
    {
        TaskFailedException failed => failed.FailureDetails,
        _ => TaskFailureDetails.FromException(exception),
    });

    /// <summary>Decides by a failure's details whether it may be tried again. It must be deterministic: it runs again on every replay.</summary>
    public Func<TaskFailureDetails, bool> HandleFailure
    {
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            MayRetry = value;
        }
    }

    /// <summary>What <see cref="HandleFailure"/> was set to.</summary>
    internal Func<TaskFailureDetails, bool> MayRetry { get; private init; } = static _ => true;

    private static void ThrowIfShorter(TimeSpan value, TimeSpan first, string parameter)
    {
        if (value != Timeout.InfiniteTimeSpan && value < first)
        {
            throw new ArgumentOutOfRangeException(parameter, value, $"The value must be infinite or at least the first retry interval, {first}.");
        }
    }
}
