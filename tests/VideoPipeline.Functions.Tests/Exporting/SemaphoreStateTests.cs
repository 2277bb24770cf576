using System.Text.Json;
using CsCheck;
using VideoPipeline.Export;
using VideoPipeline.Functions.Exporting;

namespace VideoPipeline.Functions.Tests.Exporting;

public sealed class SemaphoreStateTests
{
    private static readonly DateTimeOffset Created = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private enum What
    {
        Acquire,
        Confirm,
        Release,
        Sweep,
    }

    // A few requests only, so that the same ones ask, confirm and release again and again, in any order.
    private static readonly Gen<(What What, int Request, int Other)> Operation = Gen.Select(Gen.Enum<What>(), Gen.Int[0, 7], Gen.Int[0, 7]);

    [Fact]
    public void AnyOrderOfOperations_KeepsThePromises() =>
        Gen.Select(Gen.Int[1, 3], Operation.Array[1, 60]).Sample((capacity, operations) =>
        {
            var model = new Model(capacity);
            foreach ((What what, int request, int other) in operations)
            {
                model.Do(what, $"r{request}", $"r{other}");
            }

            // whoever is left comes in, in turn: nobody was lost
            while (model.State.Holders.Count > 0)
            {
                model.Do(What.Release, model.State.Holders[0].Request.RequestId, "");
            }

            model.State.Waiters.Should().BeEmpty();
            return true;
        });

    [Fact]
    public void Acquire_Twice_AnswersTheSame()
    {
        (SemaphoreState held, SlotAnswer first) = SemaphoreState.Create(1, Created).Acquire(Request("a"));
        (SemaphoreState queued, SlotAnswer waits) = held.Acquire(Request("b"));

        queued.Acquire(Request("a")).Answer.Should().Be(first);
        queued.Acquire(Request("b")).Answer.Should().Be(waits);
        first.Token.Should().Be(new FencingToken(Created.ToUnixTimeMilliseconds(), 1));
        waits.Should().Be(new SlotAnswer(null, 1));
    }

    [Fact]
    public void Release_GrantsToWhoWaitsLongest()
    {
        SemaphoreState state = Acquired("a", "b", "c");

        (SemaphoreState next, IReadOnlyList<SlotGrant> grants) = state.Release(["a"]);

        grants.Should().ContainSingle().Which.Request.RequestId.Should().Be("b");
        next.Acquire(Request("c")).Answer.Position.Should().Be(1);
    }

    [Fact]
    public void Release_OfAWaiter_LetsTheOthersMoveUp()
    {
        (SemaphoreState next, IReadOnlyList<SlotGrant> grants) = Acquired("a", "b", "c").Release(["b"]);

        grants.Should().BeEmpty();
        next.Acquire(Request("c")).Answer.Position.Should().Be(1);
    }

    [Fact]
    public void Acquire_AfterALostSlot_GetsAHigherToken()
    {
        (SemaphoreState state, SlotAnswer lost) = SemaphoreState.Create(1, Created).Acquire(Request("a"));

        SlotAnswer again = state.Release(["a"]).State.Acquire(Request("a")).Answer;

        again.Token!.Value.CompareTo(lost.Token!.Value).Should().BePositive();
    }

    [Fact]
    public void Create_AfterTheHubWasDeleted_StartsAboveTheOldTokens()
    {
        SemaphoreState old = Acquired([.. Enumerable.Range(0, 100).Select(i => $"r{i}")]);
        FencingToken highest = Enumerable.Range(0, 100).Aggregate(old, (s, i) => s.Release([$"r{i - 1}"]).State).Holders[^1].Token;

        SlotAnswer first = SemaphoreState.Create(1, Created.AddMilliseconds(1)).Acquire(Request("a")).Answer;

        first.Token!.Value.CompareTo(highest).Should().BePositive();
    }

    [Fact]
    public void Unconfirmed_AreSentAgainUntilTheOwnerKnows()
    {
        SemaphoreState state = Acquired("a");

        state.Unconfirmed().Should().ContainSingle().Which.Token.Should().Be(state.Holders[0].Token);
        state.Confirm("a").Unconfirmed().Should().BeEmpty();
        state.Confirm("unknown").Unconfirmed().Should().ContainSingle();
    }

    [Fact]
    public void Json_OfTheState_RoundTripsUnderNamesThatStay()
    {
        string json = JsonSerializer.Serialize(Acquired("a", "b"));

        JsonSerializer.Serialize(JsonSerializer.Deserialize<SemaphoreState>(json)).Should().Be(json);
        json.Should().ContainAll("\"capacity\":", "\"epoch\":", "\"counter\":", "\"holders\":", "\"waiters\":", "\"request_id\":", "\"token\":");
    }

    private static SlotRequest Request(string id) => new(id, $"instance-{id}", $"run-{id}");

    private static SemaphoreState Acquired(params string[] requests) =>
        requests.Aggregate(SemaphoreState.Create(1, Created), (s, r) => s.Acquire(Request(r)).State);

    // Does each operation twice where a delivery may come twice, and keeps its own queue beside the semaphore's.
    private sealed class Model(int capacity)
    {
        private readonly List<string> queue = [];
        private FencingToken highest = new(0, 0);

        public SemaphoreState State { get; private set; } = SemaphoreState.Create(capacity, Created);

        public void Do(What what, string request, string other)
        {
            string[] before = [.. State.Holders.Select(h => h.Request.RequestId)];
            switch (what)
            {
                case What.Acquire:
                    Acquire(request);
                    break;
                case What.Confirm:
                    State = State.Confirm(request);
                    break;
                case What.Release:
                    Release([request]);
                    break;
                default:
                    Release([request, other]);
                    break;
            }

            Check(before);
        }

        private void Acquire(string request)
        {
            if (!queue.Contains(request) && State.Holders.All(h => h.Request.RequestId != request))
            {
                queue.Add(request);
            }

            (State, SlotAnswer answer) = State.Acquire(Request(request));
            (SemaphoreState again, SlotAnswer same) = State.Acquire(Request(request));
            same.Should().Be(answer);
            State = again;
        }

        private void Release(string[] requests)
        {
            queue.RemoveAll(requests.Contains);
            (State, IReadOnlyList<SlotGrant> grants) = State.Release(requests);
            grants.Select(g => g.Request.RequestId).Should().BeSubsetOf(State.Holders.Select(h => h.Request.RequestId));
            State.Release(requests).Grants.Should().BeEmpty("a release that comes twice frees nobody else's slot");
        }

        private void Check(string[] before)
        {
            State.Holders.Should().HaveCountLessThanOrEqualTo(capacity);
            foreach (SlotHolder granted in State.Holders.Where(h => h.Token.CompareTo(highest) > 0).OrderBy(h => h.Token))
            {
                queue[0].Should().Be(granted.Request.RequestId, "who waits longest is next");
                queue.RemoveAt(0);
                highest = granted.Token;
            }

            State.Holders.Where(h => !before.Contains(h.Request.RequestId)).Should().OnlyContain(h => !h.IsConfirmed);
            State.Waiters.Select(w => w.RequestId).Should().Equal(queue);
            (State.Waiters.Count == 0 || State.Holders.Count == capacity).Should().BeTrue("nobody waits while a slot is free");
        }
    }
}
