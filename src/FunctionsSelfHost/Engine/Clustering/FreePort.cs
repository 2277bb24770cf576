using System.Net;
using System.Net.Sockets;

namespace FunctionsSelfHost.Engine.Clustering;

/// <summary>Finds a port for a silo that was given none.</summary>
internal static class FreePort
{
    // Below the ports that systems give to outgoing connections: between the choice and the start one of those could take it. By chance,
    // because processes that start together must not choose the same.
    private const int Lowest = 20_000;
    private const int Highest = 32_000;

    /// <summary>A port of the address that nobody listens on now.</summary>
    /// <exception cref="InvalidOperationException">It is not an address of this machine, or all ports that were tried are in use.</exception>
    public static int On(IPAddress address)
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            int port = Random.Shared.Next(Lowest, Highest);
            if (IsFree(address, port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No free port was found on {address}: set Orleans:SiloPort to one.");
    }

    private static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
        catch (SocketException e)
        {
            throw new InvalidOperationException(
                $"The setting Orleans:AdvertisedAddress is {address}, which this machine cannot listen on ({e.Message}): set it to one of its addresses.", e);
        }
    }
}
