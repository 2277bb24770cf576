using System.Text.Json.Serialization;
using VideoPipeline.Export;

namespace VideoPipeline.Functions.Exporting;

/// <summary>
/// A semaphore's state, and how it changes. Never more holders than the capacity; who waits longest is next; each grant's token is higher
/// than all before. Every change may be asked for again without effect.
/// </summary>
/// <param name="Capacity">How many may hold a slot at once.</param>
/// <param name="Epoch">When the semaphore was created, Unix milliseconds: a hub that is deleted does not restart below old tokens.</param>
/// <param name="Counter">The last token's counter.</param>
/// <param name="Holders">Who holds a slot.</param>
/// <param name="Waiters">Who waits, first come first.</param>
public sealed record SemaphoreState(
    [property: JsonPropertyName("capacity")] int Capacity,
    [property: JsonPropertyName("epoch")] long Epoch,
    [property: JsonPropertyName("counter")] long Counter,
    [property: JsonPropertyName("holders")] IReadOnlyList<SlotHolder> Holders,
    [property: JsonPropertyName("waiters")] IReadOnlyList<SlotRequest> Waiters)
{
    /// <summary>A new semaphore.</summary>
    public static SemaphoreState Create(int capacity, DateTimeOffset now) => new(capacity, now.ToUnixTimeMilliseconds(), 0, [], []);

    /// <summary>Asks for a slot.</summary>
    public (SemaphoreState State, SlotAnswer Answer) Acquire(SlotRequest request)
    {
        SemaphoreState next = IsKnown(request.RequestId) ? this : (this with { Waiters = [.. Waiters, request] }).Fill().State;
        return (next, next.AnswerTo(request.RequestId));
    }

    /// <summary>The owner knows of its slot.</summary>
    public SemaphoreState Confirm(string requestId) =>
        this with { Holders = [.. Holders.Select(h => h.Request.RequestId == requestId ? h with { IsConfirmed = true } : h)] };

    /// <summary>Gives slots back, or leaves the queue. Answers the grants to those who are next.</summary>
    public (SemaphoreState State, IReadOnlyList<SlotGrant> Grants) Release(IReadOnlyCollection<string> requestIds) => (this with
    {
        Holders = [.. Holders.Where(h => !requestIds.Contains(h.Request.RequestId))],
        Waiters = [.. Waiters.Where(w => !requestIds.Contains(w.RequestId))],
    }).Fill();

    /// <summary>The grants whose owners have not confirmed them: to be sent again.</summary>
    public IReadOnlyList<SlotGrant> Unconfirmed() => [.. Holders.Where(h => !h.IsConfirmed).Select(h => new SlotGrant(h.Request, h.Token))];

    private SlotAnswer AnswerTo(string requestId)
    {
        SlotHolder? holder = Holders.FirstOrDefault(h => h.Request.RequestId == requestId);
        return holder is not null
            ? new SlotAnswer(holder.Token, 0)
            : new SlotAnswer(null, 1 + Waiters.TakeWhile(w => w.RequestId != requestId).Count());
    }

    private bool IsKnown(string requestId) =>
        Holders.Any(h => h.Request.RequestId == requestId) || Waiters.Any(w => w.RequestId == requestId);

    private (SemaphoreState State, IReadOnlyList<SlotGrant> Grants) Fill()
    {
        int granted = Math.Max(0, Math.Min(Capacity - Holders.Count, Waiters.Count));
        SlotHolder[] added =
            [.. Waiters.Take(granted).Select((w, i) => new SlotHolder(w, new FencingToken(Epoch, Counter + i + 1), false))];
        SemaphoreState next = this with { Counter = Counter + granted, Holders = [.. Holders, .. added], Waiters = [.. Waiters.Skip(granted)] };
        return (next, [.. added.Select(a => new SlotGrant(a.Request, a.Token))]);
    }
}
