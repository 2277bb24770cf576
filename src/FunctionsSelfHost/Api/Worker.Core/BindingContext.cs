namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a trigger tells beside its value.</summary>
public abstract class BindingContext
{
    /// <summary>Facts by name, ignoring case: a route's values, or a queue message's <c>Id</c> and <c>DequeueCount</c>.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
