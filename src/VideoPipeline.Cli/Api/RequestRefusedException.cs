using System.Net;

namespace VideoPipeline.Cli.Api;

/// <summary>The server understood the request and refused it (4xx): sending it again will not help.</summary>
internal sealed class RequestRefusedException(HttpStatusCode status, string detail, IReadOnlyDictionary<string, string[]> errors)
    : Exception(detail)
{
    public HttpStatusCode Status { get; } = status;

    /// <summary>Messages per field of the request; empty when the refusal is about the whole.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; } = errors;
}
