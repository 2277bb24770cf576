using System.Text.Json;
using System.Text.Json.Serialization;

namespace VideoPipeline;

/// <summary>Reads and writes a value that has a text form as a JSON string of that form.</summary>
/// <typeparam name="T">A type whose <see cref="object.ToString"/> is what its parser reads.</typeparam>
internal sealed class ParsableJsonConverter<T> : JsonConverter<T>
    where T : struct, IParsable<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.TryParse(reader.GetString(), null, out T value)
            ? value
            : throw new JsonException($"\"{reader.GetString()}\" is not a valid {typeof(T).Name}.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
