using Microsoft.DurableTask.Converters;

namespace Microsoft.DurableTask.Client;

/// <summary>A value as it is kept.</summary>
/// <param name="data">The text.</param>
/// <param name="converter">Reads it; null for JSON.</param>
public sealed class SerializedData(string data, DataConverter? converter = null)
{
    /// <summary>The text.</summary>
    public string Value { get; } = data;

    /// <summary>Reads it.</summary>
    public DataConverter Converter { get; } = converter ?? JsonDataConverter.Default;

    /// <summary>The value.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    public T ReadAs<T>() => Converter.Deserialize<T>(Value)!;
}
