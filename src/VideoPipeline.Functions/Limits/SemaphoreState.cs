using System.Text.Json.Serialization;
using VideoPipeline.Export;

namespace VideoPipeline.Functions.Limits;

/// <summary>
/// A semaphore's state, and how it changes. Never more holders than the capacity, except when it was lowered: then nobody is put out, and
/// nobody comes in until it is kept. Each grant's token is higher than all before. Every change may be asked for again without effect.
/// </summary>
/// <param name="Capacity">How many may hold a slot at once.</param>
/// <param name="Epoch">When the semaphore was created, Unix milliseconds: a hub that is deleted does not restart below old tokens.</param>
/// <param name="Counter">The last token's counter.</param>
/// <param name="Holders">Who holds a slot.</param>
/// <param name="Waiters">Who waits, first come first.</param>
/// <param name="Lease">How long a holder need not be heard of.</param>
/// <param name="IsFair">Whether creators take turns. Otherwise who waits longest is next.</param>
/// <param name="Round">The round of the last grant.</param>
/// <param name="Asks">How often slots were asked for.</param>
/// <param name="Holds">For how many seconds each of the last slots was held, the newest last.</param>
public sealed record SemaphoreState(
    [property: JsonPropertyName("capacity")] int Capacity,
    [property: JsonPropertyName("epoch")] long Epoch,
    [property: JsonPropertyName("counter")] long Counter,
    [property: JsonPropertyName("holders")] IReadOnlyList<SlotHolder> Holders,
    [property: JsonPropertyName("waiters")] IReadOnlyList<SlotRequest> Waiters,
    [property: JsonPropertyName("lease")] TimeSpan Lease,
    [property: JsonPropertyName("is_fair")] bool IsFair,
    [property: JsonPropertyName("round")] long Round,
    [property: JsonPropertyName("asks")] long Asks,
    [property: JsonPropertyName("holds")] IReadOnlyList<double> Holds)
{
    private const int MostHolds = 20;

    // In the order in which they will be granted. The sort is stable, so within a round who came first is first.
    private IEnumerable<SlotRequest> Queue => IsFair ? Waiters.OrderBy(w => w.Round) : Waiters;

    /// <summary>Who waits, in the order in which they will be granted.</summary>
    [JsonIgnore]
    public IReadOnlyList<SlotRequest> InOrder => [.. Queue];

    private FencingToken LastToken => new(Epoch, Counter);

    /// <summary>A new semaphore.</summary>
    public static SemaphoreState Create(SlotRules rules, DateTimeOffset now) =>
        new(rules.Capacity, now.ToUnixTimeMilliseconds(), 0, [], [], rules.Lease, rules.IsFair, 0, 0, []);

    /// <summary>Applies the settings; they take effect with the next change.</summary>
    public SemaphoreState Under(SlotRules rules) => this with { Capacity = rules.Capacity, Lease = rules.Lease, IsFair = rules.IsFair };

    /// <summary>Asks for a slot. The grants are those of others: the asker's own is the answer.</summary>
    public (SemaphoreState State, SlotAnswer Answer, IReadOnlyList<SlotGrant> Grants) Acquire(SlotRequest request, DateTimeOffset now)
    {
        SemaphoreState asked = IsKnown(request.RequestId) ? AskedAgain(request, now) : Queued(request);
        (SemaphoreState next, IReadOnlyList<SlotGrant> grants) = asked.Fill(now);
        return (next, next.AnswerTo(request.RequestId), [.. grants.Where(g => g.Request.RequestId != request.RequestId)]);
    }

    /// <summary>The owner knows of its slot.</summary>
    public (SemaphoreState State, IReadOnlyList<SlotGrant> Grants) Confirm(string requestId, DateTimeOffset now) =>
        WithHolder(requestId, h => h with { IsConfirmed = true }).Fill(now);

    /// <summary>The owner is heard of: its lease begins again.</summary>
    public (SemaphoreState State, IReadOnlyList<SlotGrant> Grants) Renew(string requestId, DateTimeOffset now) =>
        WithHolder(requestId, h => h with { LeaseUntil = now + Lease }).Fill(now);

    /// <summary>Gives slots back, or leaves the queue. Answers the grants to those who are next.</summary>
    public (SemaphoreState State, IReadOnlyList<SlotGrant> Grants) Release(IReadOnlyCollection<string> requestIds, DateTimeOffset now)
    {
        IEnumerable<double> ended = Holders
            .Where(h => requestIds.Contains(h.Request.RequestId))
            .Select(h => Math.Max(0, (now - h.GrantedAt).TotalSeconds));
        SemaphoreState measured = this with { Holds = [.. Holds.Concat(ended).TakeLast(MostHolds)] };
        return measured.Without(r => requestIds.Contains(r.RequestId)).Fill(now);
    }

    /// <summary>Gives everything back that an owner holds or waits for.</summary>
    public (SemaphoreState State, IReadOnlyList<SlotGrant> Grants) Release(SlotOwner owner, DateTimeOffset now) => Release(
        [.. Holders.Select(h => h.Request).Concat(Waiters).Where(r => new SlotOwner(r.InstanceId, r.RunId) == owner).Select(r => r.RequestId)], now);

    /// <summary>Takes slots and places back from owners that are gone, unless they were asked for again since that was seen.</summary>
    public (SemaphoreState State, IReadOnlyList<SlotGrant> Grants) TakeBack(
        IReadOnlyCollection<AbandonedSlot> abandoned, DateTimeOffset now) =>
        Without(r => abandoned.Contains(new AbandonedSlot(r.RequestId, r.Ask))).Fill(now);

    /// <summary>The grants whose owners have not confirmed them: to be sent again.</summary>
    public IReadOnlyList<SlotGrant> Unconfirmed() => [.. Holders.Where(h => !h.IsConfirmed).Select(h => new SlotGrant(h.Request, h.Token))];

    /// <summary>Where a request is; null when it neither holds a slot nor waits for one.</summary>
    public SlotPlace? PlaceOf(string requestId, DateTimeOffset now)
    {
        if (Holders.Any(h => h.Request.RequestId == requestId))
        {
            return new SlotPlace(0, 0, TimeSpan.Zero);
        }

        int before = Queue.TakeWhile(w => w.RequestId != requestId).Count();
        return before == Waiters.Count ? null : new SlotPlace(before + 1, Holders.Count + before, WaitAfter(before, now));
    }

    /// <summary>How long somebody who asked now would wait, by what earlier ones took; null when nothing is known.</summary>
    public TimeSpan? WaitOfNext(DateTimeOffset now) =>
        Holders.Count < Capacity && Waiters.Count == 0 ? TimeSpan.Zero : WaitAfter(Waiters.Count, now);

    // Plays the future: each slot is held as long as the last ones were on average, and whoever is next takes the one that is free first.
    private TimeSpan? WaitAfter(int waiters, DateTimeOffset now)
    {
        if (Holds.Count == 0 || Holders.Count == 0)
        {
            return null;
        }

        double hold = Holds.Average();
        var free = new PriorityQueue<double, double>(
            Holders.Select(h => Math.Max(0, hold - (now - h.GrantedAt).TotalSeconds)).Select(seconds => (seconds, seconds)));
        while (free.Count > Capacity)
        {
            free.Dequeue();
        }

        for (int i = 0; i < waiters; i++)
        {
            double next = free.Dequeue() + hold;
            free.Enqueue(next, next);
        }

        return TimeSpan.FromSeconds(free.Peek());
    }

    private SlotAnswer AnswerTo(string requestId)
    {
        SlotHolder? holder = Holders.FirstOrDefault(h => h.Request.RequestId == requestId);
        return holder is not null
            ? new SlotAnswer(holder.Token, 0, LastToken)
            : new SlotAnswer(null, 1 + Queue.TakeWhile(w => w.RequestId != requestId).Count(), LastToken);
    }

    private bool IsKnown(string requestId) =>
        Holders.Any(h => h.Request.RequestId == requestId) || Waiters.Any(w => w.RequestId == requestId);

    private SemaphoreState Queued(SlotRequest request)
    {
        // A newcomer never joins the round that is being served, or newcomers without end could keep the next one from beginning.
        long round = 1 + Waiters.Where(w => w.CreatorId == request.CreatorId).Select(w => w.Round).Append(Round).Max();
        return this with { Asks = Asks + 1, Waiters = [.. Waiters, request with { Ask = Asks + 1, Round = round }] };
    }

    private SemaphoreState AskedAgain(SlotRequest request, DateTimeOffset now)
    {
        return this with
        {
            Asks = Asks + 1,
            Holders = [.. Holders.Select(h => IsSame(h.Request) ? h with { Request = Marked(h.Request), LeaseUntil = now + Lease } : h)],
            Waiters = [.. Waiters.Select(w => IsSame(w) ? Marked(w) : w)],
        };

        bool IsSame(SlotRequest known) => known.RequestId == request.RequestId;
        SlotRequest Marked(SlotRequest known) => request with { Ask = Asks + 1, Round = known.Round };
    }

    private SemaphoreState WithHolder(string requestId, Func<SlotHolder, SlotHolder> change) =>
        this with { Holders = [.. Holders.Select(h => h.Request.RequestId == requestId ? change(h) : h)] };

    private SemaphoreState Without(Func<SlotRequest, bool> isGone) => this with
    {
        Holders = [.. Holders.Where(h => !isGone(h.Request))],
        Waiters = [.. Waiters.Where(w => !isGone(w))],
    };

    private (SemaphoreState State, IReadOnlyList<SlotGrant> Grants) Fill(DateTimeOffset now)
    {
        SlotHolder[] added =
        [
            .. Queue.Take(Capacity - Holders.Count)
                .Select((w, i) => new SlotHolder(w, new FencingToken(Epoch, Counter + i + 1), false, now, now + Lease)),
        ];
        string[] granted = [.. added.Select(a => a.Request.RequestId)];
        SemaphoreState next = this with
        {
            Counter = Counter + added.Length,
            Round = added.Select(a => a.Request.Round).Append(Round).Max(),
            Holders = [.. Holders, .. added],
            Waiters = [.. Waiters.Where(w => !granted.Contains(w.RequestId))],
        };
        return (next, [.. added.Select(a => new SlotGrant(a.Request, a.Token))]);
    }
}
