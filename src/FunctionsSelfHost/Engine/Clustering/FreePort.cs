using System.Net;
using System.Net.Sockets;

namespace FunctionsSelfHost.Engine.Clustering;

/// <summary>Finds a port for a silo that was given none.</summary>
internal static class FreePort
{
    /// <summary>A port of the address that nobody listens on now.</summary>
    /// <exception cref="InvalidOperationException">It is not an address of this machine.</exception>
    public static int On(IPAddress address)
    {
        try
        {
            using var listener = new TcpListener(address, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException e)
        {
            throw new InvalidOperationException(
                $"The setting Orleans:AdvertisedAddress is {address}, which this machine cannot listen on ({e.Message}): set it to one of its addresses.", e);
        }
    }
}
