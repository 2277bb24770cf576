using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;

namespace FunctionsSelfHost.Hosting;

/// <summary>Fails the start before anything else has started when the port is in use.</summary>
internal sealed class PortCheck(IPAddress address, int port) : IHostedService
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
            throw new IOException(
                $"Port {port} on {address} cannot be used ({e.Message}): stop what uses it, or choose another port with --port or Host:LocalHttpPort.", e);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
