using Microsoft.Extensions.Logging;

namespace FunctionsSelfHost.Engine.Messages;

/// <summary>
/// The messages of one instance that are not acknowledged yet. Messages are only added after they were committed. Each receiver's are
/// delivered in order, again and again until it acknowledges them.
/// </summary>
/// <remarks>Lives on its grain's scheduler: nothing here runs in parallel.</remarks>
internal sealed partial class Outbox(string senderId, long nextSequence, MessageRouter router, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(10);

    private readonly List<OutgoingEnvelope> pending = [];
    private readonly Dictionary<string, Task> deliveries = new(StringComparer.Ordinal);

    /// <summary>The number that the next message gets.</summary>
    public long NextSequence { get; private set; } = nextSequence;

    /// <summary>True when everything has been acknowledged.</summary>
    public bool IsEmpty => pending.Count == 0;

    /// <summary>Raised on the grain's scheduler when the last message has been acknowledged.</summary>
    public event Action? Emptied;

    /// <summary>Gives messages their envelopes, to be committed. They are not sent before <see cref="Send"/>.</summary>
    public IReadOnlyList<OutgoingEnvelope> Address(IEnumerable<OutgoingMessage> messages) =>
        [.. messages.Select(m => new OutgoingEnvelope(m.To, new Envelope(senderId, NextSequence++, m.Body)))];

    /// <summary>What to commit as the outbox when <paramref name="added"/> is sent as well.</summary>
    public IReadOnlyList<OutgoingEnvelope> With(IReadOnlyList<OutgoingEnvelope> added) => [.. pending, .. added];

    /// <summary>Sends committed messages.</summary>
    public void Send(IReadOnlyList<OutgoingEnvelope> committed)
    {
        pending.AddRange(committed);
        foreach (string receiver in committed.Select(c => c.To).Distinct())
        {
            if (!deliveries.ContainsKey(receiver))
            {
                deliveries[receiver] = DeliverAsync(receiver);
            }
        }
    }

    private async Task DeliverAsync(string receiver)
    {
        // the caller goes on with its turn first
        await Task.Yield();
        TimeSpan delay = FirstRetry;
        while (pending.Where(p => p.To == receiver).ToList() is { Count: > 0 } batch && !stopping.IsCancellationRequested)
        {
            try
            {
                await router.DeliverAsync(receiver, [.. batch.Select(b => b.Envelope)]);
                pending.RemoveAll(batch.Contains);
                delay = FirstRetry;
            }
            catch (Exception e)
            {
                LogRetry(logger, e, batch.Count, receiver, delay);
                await Task.Delay(delay, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                delay = delay * 2 < LastRetry ? delay * 2 : LastRetry;
            }
        }

        deliveries.Remove(receiver);
        if (IsEmpty)
        {
            Emptied?.Invoke();
        }
    }

    [LoggerMessage(4041, LogLevel.Warning, "Delivering {Count} message(s) to {Receiver} failed; next try in {Delay}")]
    private static partial void LogRetry(ILogger logger, Exception exception, int count, string receiver, TimeSpan delay);
}
