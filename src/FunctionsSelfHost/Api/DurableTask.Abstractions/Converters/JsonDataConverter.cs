using System.Text.Json;

namespace Microsoft.DurableTask.Converters;

/// <summary>Keeps values as JSON by System.Text.Json. Unless other options are given, public fields are kept as well.</summary>
/// <param name="options">The serializer's options; null for the default ones.</param>
public class JsonDataConverter(JsonSerializerOptions? options = null) : DataConverter
{
    private static readonly JsonSerializerOptions DefaultOptions = new() { IncludeFields = true };

    private readonly JsonSerializerOptions options = options ?? DefaultOptions;

    /// <summary>A converter with the default options.</summary>
    public static JsonDataConverter Default { get; } = new();

    /// <inheritdoc />
    public override string? Serialize(object? value) => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), options);

    /// <inheritdoc />
    /// <exception cref="JsonException">The text is not JSON of that type.</exception>
    public override object? Deserialize(string? data, Type targetType) =>
        string.IsNullOrEmpty(data) ? null : JsonSerializer.Deserialize(data, targetType, options);
}
