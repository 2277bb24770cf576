namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Says where a function's parameter or result comes from or goes to.</summary>
public abstract class BindingAttribute : Attribute
{
    /// <summary>Makes the attribute.</summary>
#pragma warning disable CA1012 // public in the official API too
    public BindingAttribute()
    {
    }
#pragma warning restore CA1012
}
