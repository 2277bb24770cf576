using System.Text.Json.Serialization;

namespace VideoPipeline.Cli.Api;

/// <summary>An error answer (RFC 9457), with the server's messages per field.</summary>
internal sealed record Problem(
    [property: JsonPropertyName("title")] string? Title,
    [property: JsonPropertyName("detail")] string? Detail,
    [property: JsonPropertyName("errors")] IReadOnlyDictionary<string, string[]>? Errors);
