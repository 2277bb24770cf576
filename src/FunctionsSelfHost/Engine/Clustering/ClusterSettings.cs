using System.Net;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;

namespace FunctionsSelfHost.Engine.Clustering;

/// <summary>How this process and others on the same task hub find each other. Set by the app settings below <c>Orleans</c>.</summary>
/// <param name="Redis">Where the members are listed: <c>Orleans:Redis</c>.</param>
/// <param name="Address">Where the other members reach this one: <c>Orleans:AdvertisedAddress</c>. Default loopback.</param>
/// <param name="SiloPort">The port on that address: <c>Orleans:SiloPort</c>. Default 0, any free one.</param>
internal sealed record ClusterSettings(ConfigurationOptions Redis, IPAddress Address, int SiloPort)
{
    /// <summary>Reads the settings; null when the process is to be alone (<c>Orleans:Clustering</c> is <c>None</c> or not set).</summary>
    /// <exception cref="InvalidOperationException">A setting is not valid.</exception>
    public static ClusterSettings? Of(IConfiguration configuration)
    {
        string clustering = configuration["Orleans:Clustering"] is { Length: > 0 } text ? text : "None";
        return clustering.ToUpperInvariant() switch
        {
            "NONE" => null,
            "REDIS" => new ClusterSettings(RedisOf(configuration), AddressOf(configuration), PortOf(configuration)),
            _ => throw new InvalidOperationException(
                $"The setting Orleans:Clustering is \"{clustering}\"; it must be None (this process is alone) or Redis (it shares its task hub)."),
        };
    }

    private static ConfigurationOptions RedisOf(IConfiguration configuration)
    {
        string text = configuration["Orleans:Redis"] is { Length: > 0 } set
            ? set
            : throw new InvalidOperationException(
                "With Orleans:Clustering=Redis the setting Orleans:Redis must be a Redis connection string, for example localhost:6379.");
        try
        {
            return ConfigurationOptions.Parse(text);
        }
        catch (ArgumentException e)
        {
            // the text may hold a password
            throw new InvalidOperationException("The setting Orleans:Redis is not a Redis connection string, for example localhost:6379.", e);
        }
    }

    private static IPAddress AddressOf(IConfiguration configuration)
    {
        string text = configuration["Orleans:AdvertisedAddress"] is { Length: > 0 } set ? set : IPAddress.Loopback.ToString();
        return IPAddress.TryParse(text, out IPAddress? address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            ? address
            : throw new InvalidOperationException(
                $"The setting Orleans:AdvertisedAddress is \"{text}\"; it must be the IP address at which the other processes reach this machine.");
    }

    private static int PortOf(IConfiguration configuration)
    {
        string? text = configuration["Orleans:SiloPort"];
        return string.IsNullOrEmpty(text) ? 0
            : int.TryParse(text, out int port) && port is > IPEndPoint.MinPort and <= IPEndPoint.MaxPort ? port
            : throw new InvalidOperationException($"The setting Orleans:SiloPort is \"{text}\"; it must be a port, 1 to 65535.");
    }
}
