using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace VideoPipeline.Functions.Events;

/// <summary>
/// Writes a client's events until the run has ended, the client goes, or it is time: front ends cut what takes longer than 230 seconds, so
/// every stream ends before, and the client comes again with the ID of the last event.
/// </summary>
internal sealed class EventStream(HttpContext http, TimeProvider time)
{
    private const string Begin = "retry: 2000\n\n";
    private const string Heartbeat = ": heartbeat\n\n";
    private const string Gap = "event: reset\ndata: {}\n\n";

    /// <summary>How long a stream lasts.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromSeconds(190);

    /// <summary>After how long without an event there is a sign of life.</summary>
    public static TimeSpan Silence { get; } = TimeSpan.FromSeconds(15);

    /// <summary>Writes the stream.</summary>
    /// <param name="subscription">What to tell.</param>
    /// <param name="lastId">The last event that the client has seen.</param>
    /// <param name="stopping">The host stops.</param>
    public async Task WriteAsync(StatusSubscription subscription, string? lastId, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        CancellationToken cancellationToken = ending.Token;
        try
        {
            await BeginAsync(subscription.HasGap, cancellationToken);
            await FollowAsync(subscription, lastId, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // the client has gone, or the host stops: the client comes again
        }
        finally
        {
            await ending.CancelAsync();
        }
    }

    private async Task BeginAsync(bool hasGap, CancellationToken cancellationToken)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await WriteAsync(hasGap ? Begin + Gap : Begin, cancellationToken);
    }

    private async Task FollowAsync(StatusSubscription subscription, string? lastId, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        Task news = subscription.WaitAsync(cancellationToken);
        for (TimeSpan left = Lifetime; left > TimeSpan.Zero; left = Lifetime - time.GetElapsedTime(began))
        {
            if (await Task.WhenAny(news, Task.Delay(left < Silence ? left : Silence, time, cancellationToken)) != news)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await WriteAsync(Heartbeat, cancellationToken);
                continue;
            }

            await news;
            foreach (RunStatus status in subscription.Take())
            {
                string id = subscription.IdOf(status);
                bool isLast = subscription.Run is not null && status.HasEnded;
                string text = (id == lastId ? "" : Event("status", id, status)) + (isLast ? Event("end", id, status) : "");
                await WriteAsync(text, cancellationToken);
                if (isLast)
                {
                    return;
                }

                lastId = id;
            }

            news = subscription.WaitAsync(cancellationToken);
        }
    }

    private static string Event(string type, string id, RunStatus status) => $"event: {type}\nid: {id}\ndata: {status.Json}\n\n";

    private async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        if (text.Length > 0)
        {
            await http.Response.WriteAsync(text, cancellationToken);
            await http.Response.Body.FlushAsync(cancellationToken);
        }
    }
}
