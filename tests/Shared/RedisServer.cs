using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace VideoPipeline.Testing;

/// <summary>A real Redis on a port of its own, with its data in memory. One per fixture.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private Process? process;

    public string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync()
    {
        int port = Azurite.FreePorts(1)[0];
        ConnectionString = $"127.0.0.1:{port}";
        var start = new ProcessStartInfo("redis-server") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath()])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException("Redis is not installed: on Debian `apt-get install redis-server`.", e);
        }

        process!.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await WaitForPortAsync(port, process);
    }

    public Task DisposeAsync()
    {
        process?.Kill();
        process?.Dispose();
        return Task.CompletedTask;
    }

    private static async Task WaitForPortAsync(int port, Process process)
    {
        while (!process.HasExited)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        throw new InvalidOperationException($"Redis ended with exit code {process.ExitCode}.");
    }
}
