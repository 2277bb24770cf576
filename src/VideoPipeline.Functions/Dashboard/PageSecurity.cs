using Microsoft.AspNetCore.Http;

namespace VideoPipeline.Functions.Dashboard;

/// <summary>The headers that keep a page to this host: its scripts, its styles, whom it talks to, and who may show it.</summary>
internal static class PageSecurity
{
    // no inline script or style, nothing from elsewhere, and in nobody's frame
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Puts them on an answer.</summary>
    public static void Apply(HttpResponse response)
    {
        IHeaderDictionary headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
    }
}
