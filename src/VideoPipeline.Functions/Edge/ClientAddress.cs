using System.Net;
using Microsoft.AspNetCore.Http;

namespace VideoPipeline.Functions.Edge;

/// <summary>Tells clients apart.</summary>
internal static class ClientAddress
{
    private const string Forwarded = "X-Forwarded-For";
    private const StringSplitOptions Blanks = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    /// <summary>
    /// The address of a request's client, as the outermost of so many proxies saw it; what a client writes into the header itself stands further
    /// left and is not believed. Null for a client on this machine.
    /// </summary>
    public static string? Of(HttpContext http, int proxies)
    {
        if (proxies > 0)
        {
            string[] seen = [.. http.Request.Headers[Forwarded].SelectMany(v => v?.Split(',', Blanks) ?? [])];
            if (seen.Length >= proxies)
            {
                return WithoutPort(seen[^proxies]);
            }
        }

        IPAddress? remote = http.Connection.RemoteIpAddress;
        return remote is null || IPAddress.IsLoopback(remote) ? null : Network(remote);
    }

    private static string WithoutPort(string address) => IPEndPoint.TryParse(address, out IPEndPoint? end) ? Network(end.Address) : address;

    // one subscriber has a whole /64 of IPv6 addresses
    private static string Network(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        byte[] bytes = plain.GetAddressBytes();
        return bytes.Length == 16 ? Convert.ToHexStringLower(bytes.AsSpan(0, 8)) : plain.ToString();
    }
}
