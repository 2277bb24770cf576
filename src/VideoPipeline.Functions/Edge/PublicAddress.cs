using Microsoft.AspNetCore.Http;

namespace VideoPipeline.Functions.Edge;

/// <summary>
/// The app's address as a request's client knows it. Where a proxy ends TLS before a self-host, plain HTTP arrives with the client's <c>Host</c>,
/// and <c>X-Forwarded-Proto</c> says how the client came; the Functions host has put the scheme right itself. Whoever writes that header on
/// purpose changes the links of their own answer and makes their cookie stricter, no more.
/// </summary>
internal static class PublicAddress
{
    private const string ForwardedScheme = "X-Forwarded-Proto";

    /// <summary>Scheme, host and port, such as <c>https://studio.example</c>.</summary>
    public static string Of(HttpRequest request) => $"{(IsHttps(request) ? Uri.UriSchemeHttps : request.Scheme)}://{request.Host}";

    /// <summary>Whether the client came by TLS. Of several proxies the outermost is the first in the header.</summary>
    public static bool IsHttps(HttpRequest request) => request.IsHttps
        || request.Headers[ForwardedScheme].ToString().Split(',')[0].Trim().Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase);
}
