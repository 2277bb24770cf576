using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Internal;

namespace Microsoft.DurableTask.Client;

/// <summary>Starts, watches and steers orchestrations, and signals and reads entities. Safe to use from many threads.</summary>
public abstract class DurableTaskClient : IOrchestrationSubmitter, IAsyncDisposable
{
    /// <summary>Creates a client.</summary>
    /// <param name="name">The task hub's name.</param>
    protected DurableTaskClient(string name)
    {
        Name = name;
    }

    /// <summary>The task hub's name.</summary>
    public string Name { get; }

    /// <summary>The entities.</summary>
    /// <exception cref="NotSupportedException">The host has no entities.</exception>
    public virtual DurableEntityClient Entities =>
        throw new NotSupportedException($"Durable entities are not supported by {GetType()}.");

    /// <summary>Starts an orchestration that has no input.</summary>
    /// <param name="orchestratorName">The orchestrator.</param>
    /// <param name="cancellation">Gives up the call.</param>
    /// <returns>The instance ID.</returns>
    public virtual Task<string> ScheduleNewOrchestrationInstanceAsync(TaskName orchestratorName, CancellationToken cancellation) =>
        ScheduleNewOrchestrationInstanceAsync(orchestratorName, null, null, cancellation);

    /// <summary>Starts an orchestration.</summary>
    /// <param name="orchestratorName">The orchestrator.</param>
    /// <param name="input">Its input; it is serialized.</param>
    /// <param name="cancellation">Gives up the call.</param>
    /// <returns>The instance ID.</returns>
    public virtual Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input, CancellationToken cancellation) =>
        ScheduleNewOrchestrationInstanceAsync(orchestratorName, input, null, cancellation);

    /// <summary>Starts an orchestration that has no input.</summary>
    /// <param name="orchestratorName">The orchestrator.</param>
    /// <param name="options">ID, time and tags.</param>
    /// <param name="cancellation">Gives up the call.</param>
    /// <returns>The instance ID.</returns>
    public virtual Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, StartOrchestrationOptions options, CancellationToken cancellation = default) =>
        ScheduleNewOrchestrationInstanceAsync(orchestratorName, null, options, cancellation);

    /// <summary>
    /// Starts an orchestration. At most one execution of an ID runs at a time; while one is not finished, a start under its ID fails.
    /// </summary>
    /// <param name="orchestratorName">The orchestrator.</param>
    /// <param name="input">Its input; it is serialized.</param>
    /// <param name="options">ID, time and tags; null for the defaults.</param>
    /// <param name="cancellation">Gives up the call; an orchestration already scheduled runs on.</param>
    /// <returns>The instance ID. Of simultaneous starts under one ID several may be told success though only one input runs.</returns>
    /// <exception cref="InvalidOperationException">An instance of that ID is not finished. (Some hosts throw a type derived from this.)</exception>
    public abstract Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default);

    /// <summary>Sends an event without payload to an orchestration.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="eventName">The event's name; case is ignored.</param>
    /// <param name="cancellation">Gives up the call.</param>
    public virtual Task RaiseEventAsync(string instanceId, string eventName, CancellationToken cancellation) =>
        RaiseEventAsync(instanceId, eventName, null, cancellation);

    /// <summary>
    /// Sends an event to an orchestration. It is kept until the orchestration waits for it; to one that is missing or finished it is dropped.
    /// </summary>
    /// <param name="instanceId">The orchestration; not an entity.</param>
    /// <param name="eventName">The event's name; case is ignored.</param>
    /// <param name="eventPayload">What it carries; it is serialized.</param>
    /// <param name="cancellation">Gives up the call.</param>
    public abstract Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default);

    /// <summary>Waits until an orchestration has begun to run.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public virtual Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, CancellationToken cancellation) =>
        WaitForInstanceStartAsync(instanceId, false, cancellation);

    /// <summary>Waits until an orchestration has begun to run.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="getInputsAndOutputs">Whether to fetch input, output and custom status as well.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Its state when it ran or had ended.</returns>
    public abstract Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default);

    /// <summary>Waits until an orchestration has ended.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="cancellation">Ends the wait; the orchestration runs on.</param>
    public virtual Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, CancellationToken cancellation) =>
        WaitForInstanceCompletionAsync(instanceId, false, cancellation);

    /// <summary>Waits until an orchestration has completed, failed or been terminated.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="getInputsAndOutputs">Whether to fetch input, output and custom status as well.</param>
    /// <param name="cancellation">Ends the wait; the orchestration runs on.</param>
    /// <returns>Its last state.</returns>
    public abstract Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default);

    /// <summary>Ends an orchestration from outside.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="cancellation">Gives up the call.</param>
    public virtual Task TerminateInstanceAsync(string instanceId, CancellationToken cancellation) =>
        TerminateInstanceAsync(instanceId, (TerminateInstanceOptions?)null, cancellation);

    /// <summary>Ends an orchestration from outside.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="output">What becomes its output, or <see cref="TerminateInstanceOptions"/>.</param>
    /// <param name="cancellation">Gives up the call.</param>
    public virtual Task TerminateInstanceAsync(string instanceId, object? output, CancellationToken cancellation = default) =>
        TerminateInstanceAsync(instanceId, output as TerminateInstanceOptions ?? new TerminateInstanceOptions(output), cancellation);

    /// <summary>
    /// Ends an orchestration from outside. The call returns when the request is accepted. No <c>finally</c> of the orchestrator runs, and
    /// activities that run already run on to their end; their results are dropped.
    /// </summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="options">The output; null for none.</param>
    /// <param name="cancellation">Gives up the call.</param>
    /// <exception cref="NotSupportedException">The client cannot terminate.</exception>
    public virtual Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException($"{GetType()} cannot terminate orchestrations.");

    /// <summary>Suspends an orchestration.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="cancellation">Gives up the call.</param>
    public virtual Task SuspendInstanceAsync(string instanceId, CancellationToken cancellation) =>
        SuspendInstanceAsync(instanceId, null, cancellation);

    /// <summary>Suspends an orchestration: what arrives is kept until it is resumed. Activities that run already run on.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="reason">Why; null for no reason.</param>
    /// <param name="cancellation">Gives up the call.</param>
    public abstract Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default);

    /// <summary>Resumes a suspended orchestration.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="cancellation">Gives up the call.</param>
    public virtual Task ResumeInstanceAsync(string instanceId, CancellationToken cancellation) =>
        ResumeInstanceAsync(instanceId, null, cancellation);

    /// <summary>Resumes a suspended orchestration.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="reason">Why; null for no reason.</param>
    /// <param name="cancellation">Gives up the call.</param>
    public abstract Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default);

    /// <summary>An orchestration's state.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="cancellation">Gives up the call.</param>
    /// <returns>Null when there is none of that ID.</returns>
    public virtual Task<OrchestrationMetadata?> GetInstanceAsync(string instanceId, CancellationToken cancellation) =>
        GetInstanceAsync(instanceId, false, cancellation);

    /// <summary>An orchestration's state.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="getInputsAndOutputs">Whether to fetch input, output and custom status as well.</param>
    /// <param name="cancellation">Gives up the call.</param>
    /// <returns>Null when there is none of that ID.</returns>
    public virtual Task<OrchestrationMetadata?> GetInstanceAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        GetInstancesAsync(instanceId, getInputsAndOutputs, cancellation);

    /// <summary>An orchestration's state. Callers use <c>GetInstanceAsync</c>; clients implement this.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="cancellation">Gives up the call.</param>
    [System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
    public virtual Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, CancellationToken cancellation) =>
        GetInstancesAsync(instanceId, false, cancellation);

    /// <summary>An orchestration's state. Callers use <c>GetInstanceAsync</c>; clients implement this.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="getInputsAndOutputs">Whether to fetch input, output and custom status as well.</param>
    /// <param name="cancellation">Gives up the call.</param>
    [System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
    public abstract Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default);

    /// <summary>The orchestrations that a query finds, by instance ID. Entities are not among them.</summary>
    /// <param name="filter">The query; null for all.</param>
    public abstract AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null);

    /// <summary>Deletes a finished orchestration with its history.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="cancellation">Gives up the call.</param>
    public virtual Task<PurgeResult> PurgeInstanceAsync(string instanceId, CancellationToken cancellation) =>
        PurgeInstanceAsync(instanceId, null, cancellation);

    /// <summary>Deletes a finished orchestration with its history.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="options">Options; null for none.</param>
    /// <param name="cancellation">Gives up the call.</param>
    /// <returns>A count of 0 when there is none of that ID.</returns>
    /// <exception cref="InvalidOperationException">It has not ended. (Some hosts delete it nevertheless.)</exception>
    /// <exception cref="NotSupportedException">The client cannot purge.</exception>
    public virtual Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException($"{GetType()} cannot purge orchestrations.");

    /// <summary>Deletes the finished orchestrations that a filter finds.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="cancellation">Gives up the call.</param>
    public virtual Task<PurgeResult> PurgeAllInstancesAsync(PurgeInstancesFilter filter, CancellationToken cancellation) =>
        PurgeAllInstancesAsync(filter, null, cancellation);

    /// <summary>Deletes the finished orchestrations that a filter finds, with their histories.</summary>
    /// <param name="filter">
    /// The filter. Name the finished states that are meant: without any, some hosts delete running instances and entities as well.
    /// </param>
    /// <param name="options">Options; null for none.</param>
    /// <param name="cancellation">Gives up the call; what is deleted stays deleted.</param>
    /// <exception cref="NotSupportedException">The client cannot purge.</exception>
    public virtual Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException($"{GetType()} cannot purge orchestrations.");

    /// <summary>Starts an orchestration again with the name and input that it had.</summary>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="restartWithNewInstanceId">Whether the new one has an ID of its own; else the old one must have ended.</param>
    /// <param name="cancellation">Gives up the call.</param>
    /// <returns>The new one's instance ID.</returns>
    /// <exception cref="ArgumentException">There is none of that ID.</exception>
    /// <exception cref="InvalidOperationException">It has not ended and the ID is to be the same.</exception>
    /// <exception cref="NotSupportedException">The client cannot restart.</exception>
    public virtual Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException($"{GetType()} cannot restart orchestrations.");

    /// <summary>The IDs of orchestrations that have ended, page by page.</summary>
    /// <param name="runtimeStatus">The states; null for every final one.</param>
    /// <param name="completedTimeFrom">Ended at this time or later; null for no bound.</param>
    /// <param name="completedTimeTo">Ended at this time or earlier; null for no bound.</param>
    /// <param name="pageSize">How many at most.</param>
    /// <param name="lastInstanceKey">The page before's continuation token; null for the first page.</param>
    /// <param name="cancellation">Gives up the call.</param>
    /// <exception cref="NotSupportedException">The client cannot list IDs.</exception>
    public virtual Task<Page<string>> ListInstanceIdsAsync(
        IEnumerable<OrchestrationRuntimeStatus>? runtimeStatus = null,
        DateTimeOffset? completedTimeFrom = null,
        DateTimeOffset? completedTimeTo = null,
        int pageSize = OrchestrationQuery.DefaultPageSize,
        string? lastInstanceKey = null,
        CancellationToken cancellation = default) =>
        throw new NotSupportedException($"{GetType()} cannot list instance IDs.");

    /// <summary>Releases what the client holds.</summary>
    public abstract ValueTask DisposeAsync();
}
