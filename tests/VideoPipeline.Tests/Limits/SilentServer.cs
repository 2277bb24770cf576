using System.Net;
using System.Net.Sockets;

namespace VideoPipeline.Tests.Limits;

/// <summary>Takes connections and answers none of them: it cuts them after the request, or leaves them hanging.</summary>
internal sealed class SilentServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> hanging = [];
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task serving;

    private SilentServer(bool cutting)
    {
        listener.Start();
        serving = ServeAsync(cutting);
    }

    public string Url => $"http://{listener.LocalEndpoint}";

    public int Requests { get; private set; }

    /// <summary>Ends when the first request has come.</summary>
    public Task FirstRequest => first.Task;

    public static SilentServer Cutting() => new(cutting: true);

    public static SilentServer Hanging() => new(cutting: false);

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
        hanging.ForEach(c => c.Dispose());
    }

    private async Task ServeAsync(bool cutting)
    {
        while (true)
        {
            try
            {
                TcpClient client = await listener.AcceptTcpClientAsync();
                hanging.Add(client);
                Requests++;
                await client.GetStream().ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false);
                first.TrySetResult();
                if (cutting)
                {
                    client.Dispose();
                }
            }
            catch (SocketException)
            {
                // the listener is stopped
                return;
            }
        }
    }
}
