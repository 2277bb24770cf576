namespace Microsoft.DurableTask.Entities;

/// <summary>An entity's state while an operation runs. It is stored when the operation has ended well.</summary>
public abstract class TaskEntityState
{
    /// <summary>Whether the entity has a state, that is, exists.</summary>
    public abstract bool HasState { get; }

    /// <summary>The state.</summary>
    /// <typeparam name="T">The state's type.</typeparam>
    /// <param name="defaultValue">What to give when there is none.</param>
    public virtual T? GetState<T>(T? defaultValue = default) => GetState(typeof(T)) is { } state ? (T)state : defaultValue;

    /// <summary>The state; null when there is none.</summary>
    /// <param name="type">The state's type.</param>
    public abstract object? GetState(Type type);

    /// <summary>Replaces the state.</summary>
    /// <param name="state">The state; null deletes the entity.</param>
    public abstract void SetState(object? state);
}
