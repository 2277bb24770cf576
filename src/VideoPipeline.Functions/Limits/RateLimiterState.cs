using System.Text.Json.Serialization;
using VideoPipeline.Limits;

namespace VideoPipeline.Functions.Limits;

/// <summary>
/// A rate limiter's state, and how it changes: the generic cell rate algorithm. In no window of the limits' length are more requests sent
/// than the limits say, wherever in its slot each of them is sent.
/// </summary>
/// <param name="NextAt">The theoretical arrival time: when the next request would be due if all were spread evenly.</param>
/// <param name="PausedUntil">Before that, no slot begins: the provider has refused.</param>
/// <param name="Refusals">How many pauses followed each other without a success.</param>
/// <param name="Reservations">The reservations whose slots are not all over.</param>
public sealed record RateLimiterState(
    [property: JsonPropertyName("next_at")] DateTimeOffset NextAt,
    [property: JsonPropertyName("paused_until")] DateTimeOffset PausedUntil,
    [property: JsonPropertyName("refusals")] int Refusals,
    [property: JsonPropertyName("reservations")] IReadOnlyList<Reservation> Reservations)
{
    /// <summary>The most slots that are handed out at once: whoever needs more asks again, behind those who have asked since.</summary>
    public const int MostAtOnce = 4;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);

    /// <summary>A new limiter: nothing was sent.</summary>
    public static RateLimiterState Initial { get; } = new(DateTimeOffset.MinValue, DateTimeOffset.MinValue, 0, []);

    /// <summary>
    /// Reserves slots. Asked again it answers the same ones while they can be used; when one of them is over, or falls into a pause that
    /// has begun since, it answers new ones.
    /// </summary>
    public (RateLimiterState State, IReadOnlyList<RequestSlot> Slots) Reserve(
        ReservationOrder order, ResourceLimits limits, DateTimeOffset now)
    {
        Reservation[] current = [.. Reservations.Where(r => r.Slots.Any(s => s.NotAfter >= now))];
        if (current.FirstOrDefault(r => r.Id == order.Id) is { } known)
        {
            if (known.Slots.All(s => s.NotAfter > now && s.NotBefore >= PausedUntil))
            {
                return (this with { Reservations = current }, known.Slots);
            }

            current = [.. current.Where(r => r != known)];
        }

        (RateLimiterState next, RequestSlot[] slots) = Take(Math.Clamp(order.Count, 1, MostAtOnce), limits, now);
        return (next with { Reservations = [.. current, new Reservation(order.Id, slots)] }, slots);
    }

    /// <summary>The provider has refused a request because there were too many. Nothing is handed out before the pause is over.</summary>
    public RateLimiterState Pause(RequestRefusal refusal, ResourceLimits limits, DateTimeOffset now)
    {
        // What was sent before the pause tells nothing that the pause does not know. What was sent after it and is refused tells that the
        // pause was too short; but long after it, it is a new trouble.
        bool isNew = refusal.SentAt >= PausedUntil;
        int refusals = !isNew ? Refusals : refusal.SentAt < PausedUntil + limits.Window ? Refusals + 1 : 1;
        TimeSpan pause = refusal.RetryAfter is { } asked ? Max(asked, ShortestPause) : isNew ? Growing(refusals) : TimeSpan.Zero;
        return this with { Refusals = refusals, PausedUntil = Max(PausedUntil, now + pause) };
    }

    /// <summary>The provider has taken a request again after a refusal.</summary>
    public RateLimiterState Succeed() => this with { Refusals = 0 };

    private (RateLimiterState State, RequestSlot[] Slots) Take(int count, ResourceLimits limits, DateTimeOffset now)
    {
        TimeSpan interval = IntervalOf(limits);
        TimeSpan tolerance = (limits.Burst - 1) * interval;
        DateTimeOffset earliest = Max(now, PausedUntil);
        DateTimeOffset nextAt = NextAt;
        var slots = new RequestSlot[count];
        for (int i = 0; i < count; i++)
        {
            // an early minimum of time has no room for the tolerance
            DateTimeOffset start = nextAt > earliest + tolerance ? nextAt - tolerance : earliest;
            slots[i] = new RequestSlot(start, start + limits.Lateness);
            nextAt = Max(nextAt, start) + interval;
        }

        return (this with { NextAt = nextAt }, slots);
    }

    // What is sent in a window of length W comes from slots that begin within W + L, L being the lateness. Slots that are T apart, with a
    // burst B, are at most B + floor((W + L) / T) in such a time. That is at most R as long as (W + L) / T < R - B + 1: so T is the next
    // tick above (W + L) / (R - B + 1).
    private static TimeSpan IntervalOf(ResourceLimits limits) => limits.Requests is { } requests
        ? TimeSpan.FromTicks(((limits.Window + limits.Lateness).Ticks / (requests - limits.Burst + 1)) + 1)
        : TimeSpan.Zero;

    private static TimeSpan Growing(int refusals) => Min(LongestPause, FirstPause * Math.Pow(2, Math.Min(refusals, 16) - 1));

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
