using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>A receiver of OTLP over HTTP, and of what is sent to Azure Monitor.</summary>
internal sealed class TelemetryReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly WebApplication server;
    private readonly Lock gate = new();
    private readonly StringBuilder spans = new();
    private readonly StringBuilder metrics = new();
    private readonly List<SentLog> otlpLogs = [];
    private readonly List<SentLog> azureMonitorLogs = [];
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TelemetryReceiver(LoopbackServer loopback)
    {
        (server, Url) = loopback;
        server.MapPost("/v1/traces", (HttpRequest request) => KeepAsync(request, body => spans.Append(Encoding.Latin1.GetString(body))));
        server.MapPost("/v1/metrics", (HttpRequest request) => KeepAsync(request, body => metrics.Append(Encoding.Latin1.GetString(body))));
        server.MapPost("/v1/logs", (HttpRequest request) => KeepAsync(request, body => otlpLogs.AddRange(SentLog.OfOtlp(body))));
        server.MapPost("/{version}/track", async (HttpRequest request) =>
        {
            await KeepAsync(request, body => azureMonitorLogs.AddRange(SentLog.OfAzureMonitor(body)));
            return new { itemsReceived = 1, itemsAccepted = 1, errors = Array.Empty<object>() };
        });
    }

    public string Url { get; }

    /// <summary>The settings of a process that is to send its telemetry here by OTLP.</summary>
    public Dictionary<string, string> Otlp => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Url,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
    };

    /// <summary>The settings of a process that is to send its telemetry here as to Azure Monitor.</summary>
    public Dictionary<string, string> AzureMonitor => new()
    {
        ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = $"InstrumentationKey={Guid.NewGuid()};IngestionEndpoint={Url}/",
        ["APPLICATIONINSIGHTS_STATSBEAT_DISABLED"] = "true",
    };

    /// <summary>The spans so far. Protobuf has texts as they are, so they can be looked for.</summary>
    public string Spans => Look(() => spans.ToString());

    /// <summary>The metrics so far, in the same way.</summary>
    public string Metrics => Look(() => metrics.ToString());

    /// <summary>The logs that have come by OTLP so far.</summary>
    public IReadOnlyList<SentLog> OtlpLogs => Look(() => otlpLogs.ToArray());

    /// <summary>The logs that have been sent to Azure Monitor so far.</summary>
    public IReadOnlyList<SentLog> AzureMonitorLogs => Look(() => azureMonitorLogs.ToArray());

    public static async Task<TelemetryReceiver> StartAsync()
    {
        var receiver = new TelemetryReceiver(LoopbackServer.Create());
        await receiver.server.StartAsync();
        return receiver;
    }

    /// <summary>Waits for a span of that trace.</summary>
    public Task UntilAsync(ActivityTraceId trace, string span) => UntilAsync(() => Has(trace, span));

    /// <summary>Waits until what has come is as it should be.</summary>
    public async Task UntilAsync(Func<bool> isReached)
    {
        // for all of it: metrics come again and again
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            Task next = Look(() => arrived.Task);
            if (isReached())
            {
                return;
            }

            await next.WaitAsync(patience.Token);
        }
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    // a span: its trace's ID (16 bytes), its own and its parent's (8 each), flags, then its name; all within a few dozen bytes
    private bool Has(ActivityTraceId trace, string span)
    {
        string text = Spans;
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

    private T Look<T>(Func<T> look)
    {
        lock (gate)
        {
            return look();
        }
    }

    private async Task KeepAsync(HttpRequest request, Action<byte[]> keep)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        TaskCompletionSource before;
        lock (gate)
        {
            keep(body.ToArray());
            (before, arrived) = (arrived, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        before.SetResult();
    }
}
