using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using VideoPipeline.Export;

namespace VideoPipeline.Exporter.Api;

/// <summary>Beyond loopback every request must show the exporter's key; on loopback too, when there is one.</summary>
internal sealed class KeyCheck(RequestDelegate next, IOptions<ExporterOptions> options)
{
    /// <summary>Lets a request pass, or answers 401.</summary>
    public Task InvokeAsync(HttpContext http)
    {
        bool isAllowed = options.Value.Key is { Length: > 0 } key
            ? AreEqual(http.Request.Headers[ExporterClientRegistration.KeyHeader].ToString(), key)
            : http.Connection.LocalIpAddress is { } address && IPAddress.IsLoopback(address);
        if (isAllowed || http.Request.Path == "/health")
        {
            return next(http);
        }

        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    // in constant time: hashes have one length
    private static bool AreEqual(string shown, string expected) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}
