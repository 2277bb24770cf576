using System.Reflection;

namespace Microsoft.DurableTask.Entities;

/// <summary>
/// An entity whose operations are its public methods, found by name, ignoring case. A method may take a <see cref="TaskEntityContext"/> and one
/// input, in any order, and may be asynchronous. The operation <c>delete</c>, unless there is a method of that name, deletes the entity.
/// </summary>
/// <typeparam name="TState">The state's type.</typeparam>
/// <remarks>
/// The state is loaded before an operation and stored after it, unless it throws: then nothing of it remains. An operation that leaves the
/// state null deletes the entity. Names that several methods share cannot be called (<see cref="AmbiguousMatchException"/>), an unknown
/// operation fails with <see cref="NotSupportedException"/>, and one that lacks its input with <see cref="InvalidOperationException"/>.
/// </remarks>
public abstract class TaskEntity<TState> : ITaskEntity
{
    /// <summary>Whether operations that the entity has no method for go to the state's methods; default false.</summary>
    protected virtual bool AllowStateDispatch => false;

    /// <summary>The state. Null at an operation's end deletes the entity.</summary>
    protected TState State { get; set; } = default!;

    /// <summary>The entity, and what it may send, during an operation.</summary>
    protected TaskEntityContext Context { get; private set; } = null!;

    /// <inheritdoc />
    public async ValueTask<object?> RunAsync(TaskEntityOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        Context = operation.Context;
        State = operation.State.GetState(typeof(TState)) is { } state ? (TState)state : InitializeState(operation);

        if (EntityMethod.Find(GetType(), operation.Name) is { } own)
        {
            object? result = await own.InvokeAsync(this, operation);
            operation.State.SetState(State);
            return result;
        }

        if (AllowStateDispatch && EntityMethod.Find(StateTarget().GetType(), operation.Name) is { } method)
        {
            return await RunOnStateAsync(method, operation);
        }

        return Delete(operation);
    }

    /// <summary>The state of an entity that has none yet; by default a new one by the parameterless constructor.</summary>
    /// <param name="entityOperation">The entity's first operation.</param>
    protected virtual TState InitializeState(TaskEntityOperation entityOperation) =>
        (TState)Activator.CreateInstance(Nullable.GetUnderlyingType(typeof(TState)) ?? typeof(TState))!;

    private async ValueTask<object?> RunOnStateAsync(EntityMethod method, TaskEntityOperation operation)
    {
        object target = StateTarget();
        object? result = await method.InvokeAsync(target, operation);

        // a state that is a value was changed in its box
        State = (TState)target;
        operation.State.SetState(State);
        return result;
    }

    private object? Delete(TaskEntityOperation operation)
    {
        if (!operation.Name.Equals("delete", StringComparison.OrdinalIgnoreCase))
        {
            throw new NotSupportedException($"{GetType()} has no operation '{operation.Name}'.");
        }

        // null and not the default: a value type's default would be a state
        operation.State.SetState(null);
        return null;
    }

    private object StateTarget() =>
        State ?? throw new InvalidOperationException($"{GetType()} dispatches to its state, but the state of {Context.Id} is null.");
}
