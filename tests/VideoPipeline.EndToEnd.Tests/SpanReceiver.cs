using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>A receiver of OTLP. Protobuf has texts and trace IDs as they are, a span's name right behind its ID's fields, so both can be looked for.</summary>
internal sealed class SpanReceiver : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly Lock gate = new();
    private readonly StringBuilder received = new();
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SpanReceiver(LoopbackServer loopback)
    {
        (server, Url) = loopback;
        server.MapPost("/v1/traces", KeepAsync);
        server.MapFallback(() => Results.Ok());
    }

    public string Url { get; }

    public static async Task<SpanReceiver> StartAsync()
    {
        var receiver = new SpanReceiver(LoopbackServer.Create());
        await receiver.server.StartAsync();
        return receiver;
    }

    /// <summary>Waits for a span of that trace.</summary>
    public async Task UntilAsync(ActivityTraceId trace, string span)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (Has(trace, span))
                {
                    return;
                }

                next = arrived.Task;
            }

            await next.WaitAsync(TimeSpan.FromMinutes(1));
        }
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    // a span: its trace's ID (16 bytes), its own and its parent's (8 each), flags, then its name; all within a few dozen bytes
    private bool Has(ActivityTraceId trace, string span)
    {
        string text = received.ToString();
        string id = Encoding.Latin1.GetString(Convert.FromHexString(trace.ToHexString()));
        string name = $"{(char)span.Length}{span}";
        for (int at = text.IndexOf(id, StringComparison.Ordinal); at >= 0; at = text.IndexOf(id, at + 1, StringComparison.Ordinal))
        {
            if (text.AsSpan(at, Math.Min(100, text.Length - at)).Contains(name, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private async Task KeepAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.Latin1);
        string body = await reader.ReadToEndAsync();
        TaskCompletionSource before;
        lock (gate)
        {
            received.Append(body);
            (before, arrived) = (arrived, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        before.SetResult();
    }
}
