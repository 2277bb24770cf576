using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;

namespace FunctionsSelfHost.Hosting;

/// <summary>Fails the start before anything else has started when a port is in use.</summary>
/// <param name="address">Where the port is to be opened.</param>
/// <param name="port">The port; 0 for any free one.</param>
/// <param name="settings">What sets the port.</param>
internal sealed class PortCheck(IPAddress address, int port, string settings) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return Task.CompletedTask;
        }
        catch (SocketException e)
        {
            throw new IOException($"Port {port} on {address} cannot be used ({e.Message}): stop what uses it, or choose another port with {settings}.", e);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
