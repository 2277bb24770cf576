namespace Microsoft.Azure.Functions.Worker;

/// <summary>One run of a function.</summary>
public abstract class FunctionContext
{
    /// <summary>The run's own ID.</summary>
    public abstract string InvocationId { get; }

    /// <summary>The function's ID; it stays the same as long as the function's name does.</summary>
    public abstract string FunctionId { get; }

    /// <summary>What the trigger tells beside its value.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>The services of this run; what is scoped lives as long as the run.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>What code of this run wants to pass on.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>Cancelled when the host stops.</summary>
    public virtual CancellationToken CancellationToken { get; }
}
