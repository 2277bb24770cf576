namespace VideoPipeline.Limits;

/// <summary>
/// The slots that the work at hand has reserved. They flow with the work, down to where its requests are sent: there each request takes
/// one, so no request goes out that was not reserved, whatever code on the way sends it or sends it again.
/// </summary>
public sealed class RequestPermits(TimeProvider time)
{
    private readonly AsyncLocal<Queue<RequestSlot>?> reserved = new();

    /// <summary>Gives the slots to the work that is begun from here, until the answer is disposed of.</summary>
    public IDisposable Use(IReadOnlyList<RequestSlot> slots)
    {
        reserved.Value = new Queue<RequestSlot>(slots);
        return new End(this);
    }

    /// <summary>Takes the next slot that is not too late, and waits until its time has come.</summary>
    /// <exception cref="RequestNotReservedException">There is none left.</exception>
    public async Task TakeAsync(string resource, CancellationToken cancellationToken)
    {
        while (Next() is { } slot)
        {
            TimeSpan wait = slot.NotBefore - time.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
            }

            if (time.GetUtcNow() <= slot.NotAfter)
            {
                return;
            }
        }

        throw new RequestNotReservedException(resource);
    }

    private RequestSlot? Next()
    {
        if (reserved.Value is not { } queue)
        {
            return null;
        }

        lock (queue)
        {
            return queue.TryDequeue(out RequestSlot? slot) ? slot : null;
        }
    }

    private sealed class End(RequestPermits permits) : IDisposable
    {
        public void Dispose() => permits.reserved.Value = null;
    }
}
