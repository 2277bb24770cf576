using System.Text.Json.Serialization;

namespace VideoPipeline.Cli.Commands;

/// <summary>What <c>--json</c> prints when a command fails.</summary>
/// <param name="HttpStatus">The server's status code when it refused the request.</param>
/// <param name="Errors">Messages per field of a refused request.</param>
internal sealed record CommandError(
    [property: JsonPropertyName("exit_code")] int ExitCode,
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("http_status")] int? HttpStatus,
    [property: JsonPropertyName("errors")] IReadOnlyDictionary<string, string[]>? Errors);
