using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Passes an entity function's operation to the entity.</summary>
public sealed class TaskEntityDispatcher
{
    private readonly TaskEntityOperation operation;
    private readonly IServiceProvider services;

    internal TaskEntityDispatcher(TaskEntityOperation operation, IServiceProvider services)
    {
        this.operation = operation;
        this.services = services;
    }

    /// <summary>What the operation returned; null before it has, and when it returns nothing.</summary>
    internal object? Result { get; private set; }

    /// <summary>Runs the operation on an entity.</summary>
    /// <param name="entity">The entity.</param>
    public Task DispatchAsync(ITaskEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return DispatchAsync(entity.RunAsync);
    }

    /// <summary>Runs the operation on a new entity, or on the state.</summary>
    /// <typeparam name="T">
    /// An <see cref="ITaskEntity"/>, created with services for its constructor; or any other type: the entity's state, whose public methods are
    /// the operations.
    /// </typeparam>
    public Task DispatchAsync<T>() => typeof(ITaskEntity).IsAssignableFrom(typeof(T))
        ? DispatchAsync((ITaskEntity)(object)ActivatorUtilities.CreateInstance<T>(services)!)
        : DispatchAsync(new StateEntity<T>());

    /// <summary>Runs the operation by a function.</summary>
    /// <param name="handler">The function.</param>
    public async Task DispatchAsync(Func<TaskEntityOperation, ValueTask<object?>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Result = await handler(operation);
    }

    private sealed class StateEntity<TState> : TaskEntity<TState>
    {
        protected override bool AllowStateDispatch => true;
    }
}
