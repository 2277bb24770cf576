using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VideoPipeline.Cli.Tests;

/// <summary>Serves one file, and breaks the connection in the middle of it as often as told.</summary>
internal sealed class BreakingServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Task serving;

    public BreakingServer(string content, int breaks)
    {
        listener.Start();
        serving = ServeAsync(content, breaks);
    }

    public string Address => $"http://{listener.LocalEndpoint}/file";

    public int Requests { get; private set; }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
    }

    private async Task ServeAsync(string content, int breaks)
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync();
            }
            catch (SocketException)
            {
                // the listener is stopped
                return;
            }

            using (client)
            {
                Requests++;
                await AnswerAsync(client.GetStream(), content, whole: Requests > breaks);
            }
        }
    }

    private static async Task AnswerAsync(NetworkStream stream, string content, bool whole)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }

        string body = whole ? content : content[..(content.Length / 2)];
        string answer = $"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {content.Length}\r\n\r\n{body}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
    }
}
