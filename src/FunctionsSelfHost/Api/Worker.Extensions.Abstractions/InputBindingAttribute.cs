namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Says where a parameter's value comes from.</summary>
public abstract class InputBindingAttribute : BindingAttribute
{
    /// <summary>Makes the attribute.</summary>
#pragma warning disable CA1012 // public in the official API too
    public InputBindingAttribute()
    {
    }
#pragma warning restore CA1012
}
