namespace Microsoft.DurableTask;

/// <summary>Turns values into the text that history keeps, and back.</summary>
public abstract class DataConverter
{
    /// <summary>A value's text; null for null.</summary>
    /// <param name="value">The value.</param>
    public abstract string? Serialize(object? value);

    /// <summary>A text's value; null for null.</summary>
    /// <param name="data">The text.</param>
    /// <param name="targetType">The value's type.</param>
    public abstract object? Deserialize(string? data, Type targetType);

    /// <summary>A text's value; the type's default for null.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="data">The text.</param>
    public virtual T? Deserialize<T>(string? data) => Deserialize(data, typeof(T)) is { } value ? (T)value : default;
}
