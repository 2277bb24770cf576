using System.Net;
using FunctionsSelfHost.Keys;
using Microsoft.Extensions.Configuration;

namespace FunctionsSelfHost.Hosting;

/// <summary>Where the host listens: <c>Host:Address</c>, loopback unless it is set.</summary>
internal static class HostAddress
{
    /// <summary>The address. Beyond loopback the host listens only when it has keys.</summary>
    /// <exception cref="InvalidOperationException">It is no IP address, or would serve other machines without keys.</exception>
    public static IPAddress Of(IConfiguration configuration, HostKeys keys)
    {
        string text = configuration["Host:Address"] ?? IPAddress.Loopback.ToString();
        if (!IPAddress.TryParse(text, out IPAddress? address))
        {
            throw new InvalidOperationException(
                $"The address {text} (setting Host:Address) is not an IP address. Set 127.0.0.1 for this machine only, 0.0.0.0 for every network that it is in.");
        }

        return IPAddress.IsLoopback(address) || keys.HasMaster
            ? address
            : throw new InvalidOperationException(
                $"The address {text} (setting Host:Address) is not a loopback address, so other machines could use this host without a key. " +
                "Set Keys__Master (it opens everything) and Keys__Host__default (it opens the functions), each to a secret of its own, " +
                $"{HostKeys.MinLength} characters or more, or leave Host:Address out.");
    }
}
