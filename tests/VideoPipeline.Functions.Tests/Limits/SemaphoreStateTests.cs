using System.Text.Json;
using CsCheck;
using VideoPipeline.Export;
using VideoPipeline.Functions.Limits;

namespace VideoPipeline.Functions.Tests.Limits;

public sealed class SemaphoreStateTests
{
    private static readonly DateTimeOffset Created = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private enum What
    {
        Acquire,
        Confirm,
        Renew,
        Release,
        Sweep,
        SweepLate,
        Remind,
        Configure,
        Wait,
    }

    // A few requests only, so that the same ones ask, confirm and release again and again, in any order.
    private static readonly Gen<Operation> Operations = Gen.Select(
        Gen.Enum<What>(),
        Gen.Int[0, 9],
        Gen.Int[1, 3],
        Gen.Bool,
        (what, request, capacity, fair) => new Operation(what, $"r{request}", capacity, fair));

    [Fact]
    public void ReleaseOfAnOwner_GivesBackAllThatIsItsOwn_AndNothingElse()
    {
        var empty = SemaphoreState.Create(new SlotRules(2, TimeSpan.FromMinutes(10), false), Created);
        SemaphoreState state = ((string[])["mine-1", "other-1", "mine-2", "other-2"])
            .Aggregate(empty, (s, id) => s.Acquire(new SlotRequest(id, id[..^2], "run", "creator"), Created).State);

        (state, IReadOnlyList<SlotGrant> grants) = state.Release(new SlotOwner("mine", "run"), Created);

        state.Holders.Select(h => h.Request.RequestId).Should().Equal("other-1", "other-2");
        state.Waiters.Should().BeEmpty();
        grants.Should().ContainSingle().Which.Request.RequestId.Should().Be("other-2");
        state.Release(new SlotOwner("other", "another run"), Created).State.Holders.Should().HaveCount(2);
    }

    [Fact]
    public void AnyOrderOfOperations_KeepsThePromises() =>
        Gen.Select(Operations.Array[1, 80], Gen.Bool).Sample((operations, fair) =>
        {
            var model = new Model(fair);
            foreach (Operation operation in operations)
            {
                model.Do(operation);
            }

            // whoever is left comes in, in the order that was told: nobody was lost
            string[] told = model.Order();
            var came = new List<string>();
            while (model.State.Holders.Count > 0)
            {
                (_, IReadOnlyList<SlotGrant> grants) = model.Release(model.State.Holders[0].Request.RequestId);
                came.AddRange(grants.Select(g => g.Request.RequestId));
            }

            model.State.Waiters.Should().BeEmpty();
            came.Should().Equal(told);
        });

    [Fact]
    public void FairBetweenCreators_NobodyGetsMoreThanTwoTurns_WhileAnotherWaits() =>
        Gen.Int[-6, 4].Array[1, 100].Sample(operations =>
        {
            SemaphoreState state = SemaphoreState.Create(Rules(1, fair: true), Created);
            var turns = new Dictionary<(string Waits, string Gets), int>();
            for (int i = 0; i < operations.Length; i++)
            {
                string[] waitedBefore = [.. state.Waiters.Select(w => w.CreatorId).Distinct()];
                IReadOnlyList<SlotGrant> grants;
                (state, grants) = operations[i] < 0 && state.Holders.Count > 0
                    ? state.Release([state.Holders[0].Request.RequestId], Created)
                    : Asked(state, i, $"c{Math.Max(0, operations[i])}");
                foreach (string creator in state.Waiters.Select(w => w.CreatorId).Distinct().Where(c => !waitedBefore.Contains(c)))
                {
                    Forget(creator);
                }

                foreach (string gets in grants.Select(g => g.Request.CreatorId))
                {
                    Forget(gets);
                    foreach (string waits in waitedBefore.Where(w => w != gets))
                    {
                        turns[(waits, gets)] = turns.GetValueOrDefault((waits, gets)) + 1;
                        turns[(waits, gets)].Should().BeLessThanOrEqualTo(2);
                    }
                }
            }

            void Forget(string creator)
            {
                foreach ((string Waits, string Gets) key in turns.Keys.Where(k => k.Waits == creator).ToArray())
                {
                    turns.Remove(key);
                }
            }
        });

    [Fact]
    public void FairBetweenCreators_ServesAWaitingCreatorBeforeAnothersSecondRequest()
    {
        SemaphoreState state = new[] { ("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b") }.Aggregate(
            SemaphoreState.Create(Rules(1, fair: true), Created), (s, r) => s.Acquire(Request(r.Item1, r.Item2), Created).State);

        string[] order = new string[3];
        for (int i = 0; i < order.Length; i++)
        {
            (state, IReadOnlyList<SlotGrant> grants) = state.Release([state.Holders[0].Request.RequestId], Created);
            order[i] = grants.Single().Request.RequestId;
        }

        order.Should().Equal("a2", "b1", "a3");
    }

    [Fact]
    public void Acquire_OfAWaiter_TellsTheTokenThatItsGrantWillExceed()
    {
        SemaphoreState state = Acquired("a");

        (SemaphoreState queued, SlotAnswer answer, _) = state.Acquire(Request("b"), Created);
        SlotGrant grant = queued.Release(["a"], Created).Grants.Single();

        (grant.Token > answer.LastToken).Should().BeTrue();
        (state.Holders[0].Token > answer.LastToken).Should().BeFalse("a late echo of an earlier grant must not be taken for one");
    }

    [Fact]
    public void TakeBack_OfARequestThatWasAskedForAgain_TakesNothing()
    {
        SemaphoreState state = Acquired("a", "b");
        IEnumerable<SlotRequest> known = state.Waiters.Concat(state.Holders.Select(h => h.Request));
        AbandonedSlot[] seen = [.. known.Select(r => new AbandonedSlot(r.RequestId, r.Ask))];
        SemaphoreState again = state.Acquire(Request("a"), Created).State.Acquire(Request("b"), Created).State;

        again.TakeBack(seen, Created).State.Should().BeEquivalentTo(again);
        state.TakeBack(seen, Created).State.Holders.Should().BeEmpty();
    }

    [Fact]
    public void Renew_BeginsTheLeaseAgain()
    {
        SemaphoreState state = Acquired("a").Renew("a", Created.AddMinutes(9)).State;

        state.Holders[0].LeaseUntil.Should().Be(Created.AddMinutes(19));
        state.Holders[0].GrantedAt.Should().Be(Created);
    }

    [Fact]
    public void Under_ALowerCapacity_PutsNobodyOut_AndLetsNobodyIn()
    {
        string[] requests = ["a", "b", "c"];
        SemaphoreState state = requests.Aggregate(
            SemaphoreState.Create(Rules(2), Created), (s, r) => s.Acquire(Request(r), Created).State).Under(Rules(1));

        (SemaphoreState next, IReadOnlyList<SlotGrant> grants) = state.Release(["a"], Created);

        state.Holders.Should().HaveCount(2);
        grants.Should().BeEmpty();
        next.Release(["b"], Created).Grants.Should().ContainSingle().Which.Request.RequestId.Should().Be("c");
    }

    [Fact]
    public void Under_AHigherCapacity_LetsWaitersInWithTheNextChange()
    {
        SemaphoreState state = Acquired("a", "b", "c").Under(Rules(2));

        state.Renew("a", Created).Grants.Should().ContainSingle().Which.Request.RequestId.Should().Be("b");
    }

    [Fact]
    public void PlaceOf_EstimatesByHowLongTheLastSlotsWereHeld()
    {
        SemaphoreState state = Acquired("a", "b", "c", "d").Release(["a"], Created.AddMinutes(4)).State;
        DateTimeOffset now = Created.AddMinutes(5);

        state.PlaceOf("b", now).Should().Be(new SlotPlace(0, 0, TimeSpan.Zero));
        state.PlaceOf("c", now).Should().Be(new SlotPlace(1, 1, TimeSpan.FromMinutes(3)));
        state.PlaceOf("d", now).Should().Be(new SlotPlace(2, 2, TimeSpan.FromMinutes(7)));
        state.PlaceOf("a", now).Should().BeNull();
        Acquired("a", "b").PlaceOf("b", now).Should().Be(new SlotPlace(1, 1, null));
    }

    [Fact]
    public void Acquire_Twice_AnswersTheSame()
    {
        var token = new FencingToken(Created.ToUnixTimeMilliseconds(), 1);
        (SemaphoreState held, SlotAnswer first, _) = SemaphoreState.Create(Rules(1), Created).Acquire(Request("a"), Created);
        (SemaphoreState queued, SlotAnswer waits, _) = held.Acquire(Request("b"), Created);

        queued.Acquire(Request("a"), Created).Answer.Should().Be(first);
        queued.Acquire(Request("b"), Created).Answer.Should().Be(waits);
        first.Should().Be(new SlotAnswer(token, 0, token));
        waits.Should().Be(new SlotAnswer(null, 1, token));
    }

    [Fact]
    public void Release_GrantsToWhoWaitsLongest()
    {
        SemaphoreState state = Acquired("a", "b", "c");

        (SemaphoreState next, IReadOnlyList<SlotGrant> grants) = state.Release(["a"], Created);

        grants.Should().ContainSingle().Which.Request.RequestId.Should().Be("b");
        next.Acquire(Request("c"), Created).Answer.Position.Should().Be(1);
    }

    [Fact]
    public void Release_OfAWaiter_LetsTheOthersMoveUp()
    {
        (SemaphoreState next, IReadOnlyList<SlotGrant> grants) = Acquired("a", "b", "c").Release(["b"], Created);

        grants.Should().BeEmpty();
        next.Acquire(Request("c"), Created).Answer.Position.Should().Be(1);
    }

    [Fact]
    public void Acquire_AfterALostSlot_GetsAHigherToken()
    {
        (SemaphoreState state, SlotAnswer lost, _) = SemaphoreState.Create(Rules(1), Created).Acquire(Request("a"), Created);

        SlotAnswer again = state.Release(["a"], Created).State.Acquire(Request("a"), Created).Answer;

        again.Token!.Value.CompareTo(lost.Token!.Value).Should().BePositive();
    }

    [Fact]
    public void Create_AfterTheHubWasDeleted_StartsAboveTheOldTokens()
    {
        SemaphoreState old = Acquired([.. Enumerable.Range(0, 100).Select(i => $"r{i}")]);
        FencingToken highest = Enumerable.Range(0, 100).Aggregate(old, (s, i) => s.Release([$"r{i - 1}"], Created).State).Holders[^1].Token;

        SlotAnswer first = SemaphoreState.Create(Rules(1), Created.AddMilliseconds(1)).Acquire(Request("a"), Created).Answer;

        first.Token!.Value.CompareTo(highest).Should().BePositive();
    }

    [Fact]
    public void Unconfirmed_AreSentAgainUntilTheOwnerKnows()
    {
        SemaphoreState state = Acquired("a");

        state.Unconfirmed().Should().ContainSingle().Which.Token.Should().Be(state.Holders[0].Token);
        state.Confirm("a", Created).State.Unconfirmed().Should().BeEmpty();
        state.Confirm("unknown", Created).State.Unconfirmed().Should().ContainSingle();
    }

    [Fact]
    public void Json_OfTheState_RoundTripsUnderNamesThatStay()
    {
        string json = JsonSerializer.Serialize(Acquired("a", "b"));

        JsonSerializer.Serialize(JsonSerializer.Deserialize<SemaphoreState>(json)).Should().Be(json);
        string[] names =
        [
            "capacity", "epoch", "counter", "holders", "waiters", "lease", "is_fair", "round", "asks", "holds", "request_id", "instance_id",
            "run_id", "creator_id", "ask", "token", "is_confirmed", "granted_at", "lease_until",
        ];
        json.Should().ContainAll(names.Select(n => $"\"{n}\":"));
    }

    private static SlotRequest Request(string id, string creator = "creator") => new(id, $"instance-{id}", $"run-{id}", creator);

    private static SlotRules Rules(int capacity, bool fair = false) => new(capacity, TimeSpan.FromMinutes(10), fair);

    private static (SemaphoreState State, IReadOnlyList<SlotGrant> Grants) Asked(SemaphoreState state, int number, string creator)
    {
        SemaphoreState next = state.Acquire(Request($"r{number}", creator), Created).State;
        return (next, []);
    }

    private static SemaphoreState Acquired(params string[] requests) =>
        requests.Aggregate(SemaphoreState.Create(Rules(1), Created), (s, r) => s.Acquire(Request(r), Created).State);

    private sealed record Operation(What What, string Request, int Capacity, bool Fair);

    // Does each operation twice where a delivery may come twice, and keeps its own queue beside the semaphore's.
    private sealed class Model(bool fair)
    {
        private readonly List<(string Request, string Creator)> queue = [];
        private readonly HashSet<string> holders = [];
        private FencingToken highest = new(0, 0);
        private DateTimeOffset now = Created;

        public SemaphoreState State { get; private set; } = SemaphoreState.Create(Rules(1, fair), Created);

        public void Do(Operation operation)
        {
            switch (operation.What)
            {
                case What.Acquire:
                    Acquire(operation.Request);
                    break;
                case What.Confirm:
                    Apply(State.Confirm(operation.Request, now));
                    break;
                case What.Renew:
                    Apply(State.Renew(operation.Request, now));
                    break;
                case What.Release:
                    Release(operation.Request);
                    break;
                case What.Sweep:
                    Sweep(operation.Request, late: false);
                    break;
                case What.SweepLate:
                    Sweep(operation.Request, late: true);
                    break;
                case What.Remind:
                    State.Unconfirmed().Should().Equal(
                        State.Holders.Where(h => !h.IsConfirmed).Select(h => new SlotGrant(h.Request, h.Token)));
                    break;
                case What.Configure:
                    State = State.Under(Rules(operation.Capacity, operation.Fair));
                    break;
                default:
                    now += TimeSpan.FromMinutes(operation.Capacity * 7);
                    break;
            }
        }

        public string[] Order() =>
            [.. State.Waiters.Select(w => w.RequestId).OrderBy(r => State.PlaceOf(r, now)!.Position)];

        public (SemaphoreState State, IReadOnlyList<SlotGrant> Grants) Release(string request)
        {
            Forget(request);
            (SemaphoreState State, IReadOnlyList<SlotGrant> Grants) released = Apply(State.Release([request], now));
            State.Release([request], now).Grants.Should().BeEmpty("a release that comes twice frees nobody else's slot");
            return released;
        }

        private void Acquire(string request)
        {
            SlotRequest asked = Request(request, CreatorOf(request));
            if (!holders.Contains(request) && queue.All(q => q.Request != request))
            {
                queue.Add((request, asked.CreatorId));
            }

            (SemaphoreState next, SlotAnswer answer, IReadOnlyList<SlotGrant> grants) = State.Acquire(asked, now);
            Apply((next, grants));
            (SemaphoreState again, SlotAnswer same, IReadOnlyList<SlotGrant> none) = State.Acquire(asked, now);
            same.Should().Be(answer);
            none.Should().BeEmpty();
            Apply((again, none));
            (answer.Token is not null).Should().Be(holders.Contains(request));
        }

        // A sweep's finding comes at once, or after the request was asked for again.
        private void Sweep(string request, bool late)
        {
            IEnumerable<SlotRequest> known = State.Holders.Select(h => h.Request).Concat(State.Waiters);
            AbandonedSlot[] seen = [.. known.Where(r => r.RequestId == request).Select(r => new AbandonedSlot(request, r.Ask))];
            if (late)
            {
                Acquire(request);
            }
            else
            {
                Forget(request);
            }

            Apply(State.TakeBack(seen, now));
        }

        private void Forget(string request)
        {
            holders.Remove(request);
            queue.RemoveAll(q => q.Request == request);
        }

        private (SemaphoreState State, IReadOnlyList<SlotGrant> Grants) Apply(
            (SemaphoreState State, IReadOnlyList<SlotGrant> Grants) change)
        {
            int kept = holders.Count;
            State = change.State;
            SlotHolder[] granted = [.. State.Holders.Where(h => h.Token > highest).OrderBy(h => h.Token)];
            foreach (SlotHolder holder in granted)
            {
                (State.IsFair ? queue.First(q => q.Creator == holder.Request.CreatorId) : queue[0]).Request.Should().Be(
                    holder.Request.RequestId, "who waits longest is next, of those of a creator at least");
                queue.RemoveAll(q => q.Request == holder.Request.RequestId);
                holders.Add(holder.Request.RequestId);
                highest = holder.Token;
                holder.IsConfirmed.Should().BeFalse();
            }

            change.Grants.Should().OnlyContain(g => granted.Any(h => h.Token == g.Token && h.Request == g.Request));
            State.Holders.Select(h => h.Request.RequestId).Should().BeEquivalentTo(holders);
            State.Waiters.Select(w => w.RequestId).Should().Equal(queue.Select(q => q.Request));
            State.Holders.Count.Should().BeLessThanOrEqualTo(Math.Max(State.Capacity, kept));
            (State.Waiters.Count == 0 || State.Holders.Count >= State.Capacity).Should().BeTrue("nobody waits while a slot is free");
            return change;
        }

        private static string CreatorOf(string request) => $"c{(request[^1] - '0') % 3}";
    }
}
