using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask;

/// <summary>
/// An orchestration as its function sees it. The function is replayed from its history after every pause, so it must be deterministic: time,
/// IDs, waits and calls come from this context alone, and nothing but the context's tasks may be awaited. What has been awaited and completed
/// survives any crash.
/// </summary>
public abstract class TaskOrchestrationContext
{
    /// <summary>The orchestrator's name.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The instance ID. An ID may be used again once its orchestration has ended.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The orchestration that started this one; null for one that a client or an entity started.</summary>
    public abstract ParentOrchestrationInstance? Parent { get; }

    /// <summary>The time (UTC). It stands still between two awaits and is the same on every replay.</summary>
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <summary>Whether the code that runs now has run before. Use it for nothing but log lines.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>The version that the orchestration was started with; empty when there is none.</summary>
    public virtual string Version => "";

    /// <summary>Further facts that the host passes.</summary>
    public virtual IReadOnlyDictionary<string, object?> Properties { get; } = new Dictionary<string, object?>();

    /// <summary>Calls, signals and locks of entities.</summary>
    /// <exception cref="NotSupportedException">The host has no entities.</exception>
    public virtual TaskOrchestrationEntityFeature Entities =>
        throw new NotSupportedException($"Durable entities are not supported by {GetType()}.");

    /// <summary>Makes loggers that are silent while history is replayed.</summary>
    public virtual ILoggerFactory ReplaySafeLoggerFactory => new ReplaySafeLoggerFactory(this, LoggerFactory);

    /// <summary>Makes the loggers that the replay-safe ones write to.</summary>
    protected abstract ILoggerFactory LoggerFactory { get; }

    /// <summary>The orchestration's input; the type's default when it has none.</summary>
    /// <typeparam name="T">The input's type.</typeparam>
    public abstract T? GetInput<T>();

    /// <summary>Calls an activity that has no result. It runs at least once: after a crash it may run again.</summary>
    /// <param name="name">The activity.</param>
    /// <param name="input">Its input; it is serialized.</param>
    /// <param name="options">Retries and tags; null for none.</param>
    /// <exception cref="TaskFailedException">The activity failed, its retries included.</exception>
    public virtual Task CallActivityAsync(TaskName name, object? input = null, TaskOptions? options = null) =>
        CallActivityAsync<object>(name, input, options);

    /// <summary>Calls an activity that has neither input nor result.</summary>
    /// <param name="name">The activity.</param>
    /// <param name="options">Retries and tags.</param>
    /// <exception cref="TaskFailedException">The activity failed, its retries included.</exception>
    public virtual Task CallActivityAsync(TaskName name, TaskOptions options) => CallActivityAsync(name, null, options);

    /// <summary>Calls an activity that has no input.</summary>
    /// <typeparam name="TResult">The result's type.</typeparam>
    /// <param name="name">The activity.</param>
    /// <param name="options">Retries and tags.</param>
    /// <exception cref="TaskFailedException">The activity failed, its retries included.</exception>
    public virtual Task<TResult> CallActivityAsync<TResult>(TaskName name, TaskOptions options) =>
        CallActivityAsync<TResult>(name, null, options);

    /// <summary>Calls an activity. It runs at least once: after a crash it may run again; its result is taken once.</summary>
    /// <typeparam name="TResult">The result's type.</typeparam>
    /// <param name="name">The activity.</param>
    /// <param name="input">Its input; it is serialized.</param>
    /// <param name="options">Retries and tags; null for none.</param>
    /// <exception cref="TaskFailedException">The activity failed, its retries included.</exception>
    public abstract Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null);

    /// <summary>Waits for a while. The wait outlives the process.</summary>
    /// <param name="delay">How long.</param>
    /// <param name="cancellationToken">Ends the wait as cancelled.</param>
    public virtual Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken) =>
        CreateTimer(CurrentUtcDateTime.Add(delay), cancellationToken);

    /// <summary>Waits until a time. The wait outlives the process; a time that is past ends it at once.</summary>
    /// <param name="fireAt">The time (UTC).</param>
    /// <param name="cancellationToken">Ends the wait as cancelled. An orchestration does not end while a timer is neither fired nor cancelled.</param>
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

    /// <summary>
    /// Waits for an event. Events that came before the wait are kept and given in the order of their arrival; one event ends one wait.
    /// </summary>
    /// <typeparam name="T">The payload's type.</typeparam>
    /// <param name="eventName">The event's name; case is ignored.</param>
    /// <param name="cancellationToken">Ends the wait as cancelled. On some hosts a cancelled wait still takes the next event.</param>
    public abstract Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default);

    /// <summary>Waits for an event, but not for ever.</summary>
    /// <typeparam name="T">The payload's type.</typeparam>
    /// <param name="eventName">The event's name; case is ignored.</param>
    /// <param name="timeout">How long at most.</param>
    /// <exception cref="TaskCanceledException">
    /// The time ran out. The wait is withdrawn: an event that comes later is kept for a later wait (on some other hosts it is lost).
    /// </exception>
    public Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout) =>
        WaitForExternalEvent<T>(eventName, timeout, CancellationToken.None);

    /// <summary>Waits for an event, but not for ever.</summary>
    /// <typeparam name="T">The payload's type.</typeparam>
    /// <param name="eventName">The event's name; case is ignored.</param>
    /// <param name="timeout">How long at most.</param>
    /// <param name="cancellationToken">Ends the wait as cancelled.</param>
    /// <exception cref="TaskCanceledException">
    /// The time ran out, or the token was cancelled. The wait is withdrawn: an event that comes later is kept for a later wait (on some other
    /// hosts it is lost).
    /// </exception>
    public async Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timing = new();
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<T> arrival = WaitForExternalEvent<T>(eventName, waiting.Token);
        Task timer = CreateTimer(timeout, timing.Token);

        await Task.WhenAny(arrival, timer);
        if (arrival.IsCompleted)
        {
            // synchronously, here and below: an orchestrator may await nothing but its tasks. An open timer would hold back its end.
            timing.Cancel();
        }
        else
        {
            // withdraws the wait, so that it cannot take an event that nobody awaits any more
            waiting.Cancel();
        }

        return await arrival;
    }

    /// <summary>Sends an event to another orchestration. It is delivered at least once; to an instance that is not there it is dropped.</summary>
    /// <param name="instanceId">The other orchestration; not an entity.</param>
    /// <param name="eventName">The event's name.</param>
    /// <param name="payload">What it carries; it is serialized.</param>
    public abstract void SendEvent(string instanceId, string eventName, object payload);

    /// <summary>Sets what status queries show, in place of what was set before.</summary>
    /// <param name="customStatus">At most 16 KB when serialized as UTF-16.</param>
    public abstract void SetCustomStatus(object? customStatus);

    /// <summary>Runs a sub-orchestration that has no result.</summary>
    /// <param name="orchestratorName">The orchestrator.</param>
    /// <param name="input">Its input; it is serialized.</param>
    /// <param name="options">ID, retries and tags; null for none.</param>
    /// <exception cref="TaskFailedException">The sub-orchestration failed or was terminated, its retries included.</exception>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        CallSubOrchestratorAsync<object>(orchestratorName, input, options);

    /// <summary>Runs a sub-orchestration that has neither input nor result.</summary>
    /// <param name="orchestratorName">The orchestrator.</param>
    /// <param name="options">ID, retries and tags.</param>
    /// <exception cref="TaskFailedException">The sub-orchestration failed or was terminated, its retries included.</exception>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, TaskOptions options) =>
        CallSubOrchestratorAsync(orchestratorName, null, options);

    /// <summary>Runs a sub-orchestration that has no input.</summary>
    /// <typeparam name="TResult">The result's type.</typeparam>
    /// <param name="orchestratorName">The orchestrator.</param>
    /// <param name="options">ID, retries and tags.</param>
    /// <exception cref="TaskFailedException">The sub-orchestration failed or was terminated, its retries included.</exception>
    public virtual Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, TaskOptions options) =>
        CallSubOrchestratorAsync<TResult>(orchestratorName, null, options);

    /// <summary>Runs a sub-orchestration. The end of this orchestration does not end it.</summary>
    /// <typeparam name="TResult">The result's type.</typeparam>
    /// <param name="orchestratorName">The orchestrator.</param>
    /// <param name="input">Its input; it is serialized.</param>
    /// <param name="options">ID, retries and tags; null for none.</param>
    /// <exception cref="TaskFailedException">The sub-orchestration failed or was terminated, its retries included.</exception>
    public abstract Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null);

    /// <summary>
    /// Begins anew under the same ID, with an empty history, as soon as the function returns; it should return at once. Results of tasks that
    /// were not awaited are dropped.
    /// </summary>
    /// <param name="newInput">The next execution's input.</param>
    /// <param name="preserveUnprocessedEvents">Whether events that nothing has waited for are carried over.</param>
    public abstract void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true);

    /// <summary>Begins anew under the same ID, with an empty history, as soon as the function returns; it should return at once.</summary>
    /// <param name="options">Input, version and whether events are carried over.</param>
    /// <exception cref="NotSupportedException">A new version is asked for and the host has none.</exception>
    public virtual void ContinueAsNew(ContinueAsNewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.NewVersion is not null)
        {
            throw new NotSupportedException($"Continuing under a new version is not supported by {GetType()}.");
        }

        ContinueAsNew(options.NewInput, options.PreserveUnprocessedEvents);
    }

    /// <summary>A new ID that is the same on every replay.</summary>
    public abstract Guid NewGuid();

    /// <summary>A logger that is silent while history is replayed.</summary>
    /// <param name="categoryName">The logger's category.</param>
    public virtual ILogger CreateReplaySafeLogger(string categoryName) =>
        new ReplaySafeLogger(this, LoggerFactory.CreateLogger(categoryName));

    /// <summary>A logger that is silent while history is replayed.</summary>
    /// <param name="type">The type that the logger's category is named after.</param>
    public virtual ILogger CreateReplaySafeLogger(Type type) => new ReplaySafeLogger(this, LoggerFactory.CreateLogger(type));

    /// <summary>A logger that is silent while history is replayed.</summary>
    /// <typeparam name="T">The type that the logger's category is named after.</typeparam>
    public virtual ILogger CreateReplaySafeLogger<T>() => new ReplaySafeLogger(this, LoggerFactory.CreateLogger<T>());

    /// <summary>
    /// Compares this orchestration's version with another: as numbers (1.10 is above 1.9) when both are such, else as text ignoring case. No
    /// version is below any other.
    /// </summary>
    /// <param name="version">The other version.</param>
    /// <returns>Below 0, 0 or above 0.</returns>
    public virtual int CompareVersionTo(string version)
    {
        if (string.IsNullOrWhiteSpace(Version) || string.IsNullOrWhiteSpace(version))
        {
            return string.IsNullOrWhiteSpace(version).CompareTo(string.IsNullOrWhiteSpace(Version));
        }

        return System.Version.TryParse(Version, out Version? mine) && System.Version.TryParse(version, out Version? other)
            ? mine.CompareTo(other)
            : string.Compare(Version, version, StringComparison.OrdinalIgnoreCase);
    }
}
