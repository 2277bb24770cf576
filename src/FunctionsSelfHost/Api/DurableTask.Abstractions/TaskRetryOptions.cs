using System.Diagnostics.CodeAnalysis;

namespace Microsoft.DurableTask;

/// <summary>How a task is retried: by a policy or by a handler. Exactly one of the two is set.</summary>
public sealed class TaskRetryOptions
{
    /// <summary>Retries by a policy.</summary>
    /// <param name="policy">The policy.</param>
    public TaskRetryOptions(RetryPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        Policy = policy;
    }

    /// <summary>Retries by a handler.</summary>
    /// <param name="handler">The handler.</param>
    public TaskRetryOptions(AsyncRetryHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Handler = handler;
    }

    /// <summary>The policy; null when a handler decides.</summary>
    public RetryPolicy? Policy { get; }

    /// <summary>The handler; null when a policy decides.</summary>
    public AsyncRetryHandler? Handler { get; }

    /// <summary>Retries by a policy; null stays null.</summary>
    /// <param name="policy">The policy.</param>
    [return: NotNullIfNotNull(nameof(policy))]
    public static implicit operator TaskRetryOptions?(RetryPolicy? policy) => policy is null ? null : FromRetryPolicy(policy);

    /// <summary>Retries by a handler; null stays null.</summary>
    /// <param name="handler">The handler.</param>
    [return: NotNullIfNotNull(nameof(handler))]
    public static implicit operator TaskRetryOptions?(AsyncRetryHandler? handler) => handler is null ? null : FromRetryHandler(handler);

    /// <summary>Retries by a handler; null stays null.</summary>
    /// <param name="handler">The handler.</param>
    [return: NotNullIfNotNull(nameof(handler))]
    public static implicit operator TaskRetryOptions?(RetryHandler? handler) => handler is null ? null : FromRetryHandler(handler);

    /// <summary>Retries by a policy.</summary>
    /// <param name="policy">The policy.</param>
    public static TaskRetryOptions FromRetryPolicy(RetryPolicy policy) => new(policy);

    /// <summary>Retries by a handler.</summary>
    /// <param name="handler">The handler.</param>
    public static TaskRetryOptions FromRetryHandler(AsyncRetryHandler handler) => new(handler);

    /// <summary>Retries by a handler.</summary>
    /// <param name="handler">The handler.</param>
    public static TaskRetryOptions FromRetryHandler(RetryHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return new TaskRetryOptions(context => Task.FromResult(handler(context)));
    }
}
