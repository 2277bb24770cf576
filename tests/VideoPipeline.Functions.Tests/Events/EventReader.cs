using System.IO.Pipelines;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Time.Testing;

namespace VideoPipeline.Functions.Tests.Events;

/// <summary>A client of a stream of events. Time goes on while it waits, and only then.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly Pipe pipe = new();
    private readonly CancellationTokenSource leaving = new();
    private readonly FakeTimeProvider time;
    private readonly StreamReader lines;
    private readonly Task<IActionResult> call;

    public EventReader(FakeTimeProvider time, Func<HttpRequest, Task<IActionResult>> function, string? lastId = null)
    {
        this.time = time;
        lines = new StreamReader(pipe.Reader.AsStream());
        Http = new DefaultHttpContext { RequestAborted = leaving.Token, Response = { Body = pipe.Writer.AsStream() } };
        if (lastId is not null)
        {
            Http.Request.Headers["Last-Event-ID"] = lastId;
        }

        call = CallAsync(function);
    }

    public DefaultHttpContext Http { get; }

    /// <summary>How many comments came so far.</summary>
    public int Heartbeats { get; private set; }

    /// <summary>The next event; null when the stream has ended.</summary>
    public async Task<ServerEvent?> NextAsync()
    {
        string type = "", id = "", data = "";
        while (await LineAsync() is { } line)
        {
            if (line.Length == 0 && data.Length > 0)
            {
                return new ServerEvent(type, id, JsonNode.Parse(data)!);
            }

            Heartbeats += line.StartsWith(':') ? 1 : 0;
            type = line.StartsWith("event: ", StringComparison.Ordinal) ? line["event: ".Length..] : type;
            id = line.StartsWith("id: ", StringComparison.Ordinal) ? line["id: ".Length..] : id;
            data = line.StartsWith("data: ", StringComparison.Ordinal) ? line["data: ".Length..] : data;
        }

        return null;
    }

    /// <summary>The client goes; ends when the function has noticed.</summary>
    public async Task LeaveAsync()
    {
        await leaving.CancelAsync();
        await call.WaitAsync(Patience);
    }

    /// <summary>The function's result, when the stream has ended.</summary>
    public Task<IActionResult> ResultAsync() => call.WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        leaving.Dispose();
    }

    private async Task<IActionResult> CallAsync(Func<HttpRequest, Task<IActionResult>> function)
    {
        try
        {
            return await function(Http.Request);
        }
        finally
        {
            await pipe.Writer.CompleteAsync();
        }
    }

    // what waits for time must have begun to, so it goes on in steps
    private async Task<string?> LineAsync()
    {
        Task<string?> line = lines.ReadLineAsync();
        using var limit = new CancellationTokenSource(Patience);
        while (!line.IsCompleted)
        {
            time.Advance(Step);
            await Task.WhenAny(line, Task.Delay(5, limit.Token));
            limit.Token.ThrowIfCancellationRequested();
        }

        return await line;
    }
}
