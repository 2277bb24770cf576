namespace Microsoft.DurableTask.Entities;

/// <summary>One operation on an entity.</summary>
public abstract class TaskEntityOperation
{
    /// <summary>The operation's name.</summary>
    public abstract string Name { get; }

    /// <summary>The entity, and what it may send.</summary>
    public abstract TaskEntityContext Context { get; }

    /// <summary>The entity's state.</summary>
    public abstract TaskEntityState State { get; }

    /// <summary>Whether the operation has an input.</summary>
    public abstract bool HasInput { get; }

    /// <summary>The input; the type's default when there is none.</summary>
    /// <typeparam name="T">The input's type.</typeparam>
    public virtual T? GetInput<T>() => GetInput(typeof(T)) is { } input ? (T)input : default;

    /// <summary>The input; null when there is none.</summary>
    /// <param name="inputType">The input's type.</param>
    public abstract object? GetInput(Type inputType);
}
