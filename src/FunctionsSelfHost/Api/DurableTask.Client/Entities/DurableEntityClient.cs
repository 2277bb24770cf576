using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask.Client.Entities;

/// <summary>Signals, reads and cleans up entities.</summary>
/// <param name="name">The task hub's name.</param>
public abstract class DurableEntityClient(string name)
{
    /// <summary>The task hub's name.</summary>
    public string Name { get; } = name;

    /// <summary>Sends an operation without input to an entity.</summary>
    /// <param name="id">The entity.</param>
    /// <param name="operationName">The operation.</param>
    /// <param name="cancellation">Gives up the call.</param>
    public virtual Task SignalEntityAsync(EntityInstanceId id, string operationName, CancellationToken cancellation) =>
        SignalEntityAsync(id, operationName, null, null, cancellation);

    /// <summary>Sends an operation without input to an entity.</summary>
    /// <param name="id">The entity.</param>
    /// <param name="operationName">The operation.</param>
    /// <param name="options">When.</param>
    /// <param name="cancellation">Gives up the call.</param>
    public virtual Task SignalEntityAsync(
        EntityInstanceId id, string operationName, SignalEntityOptions options, CancellationToken cancellation = default) =>
        SignalEntityAsync(id, operationName, null, options, cancellation);

    /// <summary>
    /// Sends an operation to an entity. The call returns when the signal is accepted; it is delivered at least once, and signals of clients
    /// keep no order. A failure of the operation is not reported.
    /// </summary>
    /// <param name="id">The entity; it comes into being by its first operation.</param>
    /// <param name="operationName">The operation.</param>
    /// <param name="input">Its input; it is serialized.</param>
    /// <param name="options">When; null for at once.</param>
    /// <param name="cancellation">Gives up the call.</param>
    public abstract Task SignalEntityAsync(
        EntityInstanceId id,
        string operationName,
        object? input = null,
        SignalEntityOptions? options = null,
        CancellationToken cancellation = default);

    /// <summary>An entity with its state.</summary>
    /// <param name="id">The entity.</param>
    /// <param name="cancellation">Gives up the call.</param>
    /// <returns>Null when it does not exist.</returns>
    public virtual Task<EntityMetadata?> GetEntityAsync(EntityInstanceId id, CancellationToken cancellation) =>
        GetEntityAsync(id, true, cancellation);

    /// <summary>An entity.</summary>
    /// <param name="id">The entity.</param>
    /// <param name="includeState">Whether to fetch its state as well.</param>
    /// <param name="cancellation">Gives up the call.</param>
    /// <returns>Null when it does not exist. The state is that of the last batch of operations that was stored.</returns>
    public abstract Task<EntityMetadata?> GetEntityAsync(
        EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default);

    /// <summary>An entity with its state.</summary>
    /// <typeparam name="T">The state's type.</typeparam>
    /// <param name="id">The entity.</param>
    /// <param name="cancellation">Gives up the call.</param>
    /// <returns>Null when it does not exist.</returns>
    public virtual Task<EntityMetadata<T>?> GetEntityAsync<T>(EntityInstanceId id, CancellationToken cancellation) =>
        GetEntityAsync<T>(id, true, cancellation);

    /// <summary>An entity.</summary>
    /// <typeparam name="T">The state's type.</typeparam>
    /// <param name="id">The entity.</param>
    /// <param name="includeState">Whether to fetch its state as well.</param>
    /// <param name="cancellation">Gives up the call.</param>
    /// <returns>Null when it does not exist. The state is that of the last batch of operations that was stored.</returns>
    public abstract Task<EntityMetadata<T>?> GetEntityAsync<T>(
        EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default);

    /// <summary>The entities that a query finds.</summary>
    /// <param name="filter">The query; null for all that exist.</param>
    public abstract AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null);

    /// <summary>The entities that a query finds.</summary>
    /// <typeparam name="T">The states' type.</typeparam>
    /// <param name="filter">The query; null for all that exist.</param>
    public abstract AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null);

    /// <summary>Removes what deleted entities leave behind, and locks whose holders are gone.</summary>
    /// <param name="request">What to clean up; null for everything.</param>
    /// <param name="continueUntilComplete">Whether to go on to the end rather than return after a part with a continuation token.</param>
    /// <param name="cancellation">Gives up the call; what is done stays done.</param>
    public abstract Task<CleanEntityStorageResult> CleanEntityStorageAsync(
        CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default);
}
