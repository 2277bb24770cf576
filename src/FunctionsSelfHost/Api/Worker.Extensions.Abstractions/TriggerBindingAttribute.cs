namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Says what runs a function. A function has exactly one.</summary>
public abstract class TriggerBindingAttribute : BindingAttribute
{
    /// <summary>Makes the attribute.</summary>
#pragma warning disable CA1012 // public in the official API too
    public TriggerBindingAttribute()
    {
    }
#pragma warning restore CA1012
}
