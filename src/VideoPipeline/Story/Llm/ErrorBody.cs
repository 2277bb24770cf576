using System.Text.Json;

namespace VideoPipeline.Story.Llm;

/// <summary>
/// What an answer says that is none. OpenAI: <c>{"error": {"message", "code"}}</c>; Google wraps that into an array on its compatible route;
/// Ollama: <c>{"error": "message"}</c>.
/// </summary>
/// <param name="Message">What is wrong, in the provider's words; null when it does not say.</param>
/// <param name="Code">Its name for programs; null when there is none.</param>
internal sealed record ErrorBody(string? Message, string? Code)
{
    /// <summary>Reads an answer's body; null when it is none of those.</summary>
    public static ErrorBody? Parse(string? body)
    {
        try
        {
            JsonElement root = JsonSerializer.Deserialize<JsonElement>(body ?? "null");
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
            {
                root = root[0];
            }

            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out JsonElement error)
                ? error.ValueKind == JsonValueKind.String ? new ErrorBody(error.GetString(), null) : new ErrorBody(Text(error, "message"), Text(error, "code"))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement error, string member) =>
        error.ValueKind == JsonValueKind.Object && error.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
