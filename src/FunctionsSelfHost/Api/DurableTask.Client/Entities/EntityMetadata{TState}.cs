using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask.Client.Entities;

/// <summary>An entity at the time of a query.</summary>
/// <typeparam name="TState">The state's type.</typeparam>
public class EntityMetadata<TState>
{
    private readonly TState? state;

    /// <summary>An entity whose state was not fetched.</summary>
    /// <param name="id">The entity.</param>
    public EntityMetadata(EntityInstanceId id)
    {
        Id = id;
    }

    /// <summary>An entity with its state.</summary>
    /// <param name="id">The entity.</param>
    /// <param name="state">The state; null when it was not fetched.</param>
    public EntityMetadata(EntityInstanceId id, TState? state)
        : this(id)
    {
        this.state = state;
        IncludesState = state is not null;
    }

    /// <summary>The entity.</summary>
    public EntityInstanceId Id { get; }

    /// <summary>When its last batch of operations was stored.</summary>
    public DateTimeOffset LastModifiedTime { get; init; }

    /// <summary>How many operations wait.</summary>
    public int BacklogQueueSize { get; init; }

    /// <summary>The orchestration that holds its lock; null for none.</summary>
    public string? LockedBy { get; init; }

    /// <summary>Whether there is a state to read.</summary>
    public bool IncludesState { get; }

    /// <summary>The state.</summary>
    /// <exception cref="InvalidOperationException">There is none, or it was not fetched.</exception>
    public TState State => IncludesState
        ? state!
        : throw new InvalidOperationException($"The state of {Id} was not fetched, or it has none: look at {nameof(IncludesState)} first.");
}
