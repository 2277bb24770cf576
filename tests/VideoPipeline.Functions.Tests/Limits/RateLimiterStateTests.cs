using CsCheck;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Limits;

namespace VideoPipeline.Functions.Tests.Limits;

public sealed class RateLimiterStateTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<ResourceLimits> AnyLimits = Gen.Select(
        Gen.Int[1, 12],
        Gen.Int[1, 12],
        Gen.Int[1, 90],
        Gen.Double[0.1, 30],
        (requests, burst, window, late) => Limits(requests, Math.Min(burst, requests), TimeSpan.FromSeconds(window), TimeSpan.FromSeconds(late)));

    // Clocks of hosts differ, so time may also go back a little between two operations.
    private static readonly Gen<(double Seconds, int Count, double[] Delays, bool Refused)> AnyUse = Gen.Select(
        Gen.Double[-3, 40], Gen.Int[0, 6], Gen.Double[0, 1].Array[RateLimiterState.MostAtOnce], Gen.Int[0, 9].Select(n => n == 0));

    [Fact]
    public void AnyReservations_UsedAtAnyTimeInTheirSlots_KeepToTheLimitInEveryWindow() =>
        Gen.Select(AnyLimits, AnyUse.Array[1, 60]).Sample((limits, uses) =>
        {
            RateLimiterState state = RateLimiterState.Initial;
            DateTimeOffset now = Start;
            var sent = new List<DateTimeOffset>();
            for (int i = 0; i < uses.Length; i++)
            {
                now += TimeSpan.FromSeconds(uses[i].Seconds);
                state = uses[i].Refused ? state.Pause(new RequestRefusal(now, null), limits, now) : state;
                (state, IReadOnlyList<RequestSlot> slots) = state.Reserve(new ReservationOrder($"r{i}", uses[i].Count), limits, now);
                sent.AddRange(slots.Select((s, n) => s.NotBefore + ((s.NotAfter - s.NotBefore) * uses[i].Delays[n])));
                slots.Should().OnlyContain(
                    s => s.NotBefore >= now && s.NotBefore >= state.PausedUntil && s.NotAfter - s.NotBefore == limits.Lateness);
            }

            sent.Sort();
            for (int i = 0; i + limits.Requests!.Value < sent.Count; i++)
            {
                (sent[i + limits.Requests.Value] - sent[i]).Should().BeGreaterThan(limits.Window);
            }
        });

    [Fact]
    public void Reserve_UsesAlmostAllOfTheLimit()
    {
        ResourceLimits limits = Limits(60, 1, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(2));
        RateLimiterState state = RateLimiterState.Initial;

        DateTimeOffset last = Start;
        for (int i = 0; i < 60; i++)
        {
            (state, IReadOnlyList<RequestSlot> slots) = state.Reserve(new ReservationOrder($"r{i}", 1), limits, Start);
            last = slots[0].NotBefore;
        }

        last.Should().BeBefore(Start.AddSeconds(61.1));
    }

    [Fact]
    public void Reserve_AfterARest_HandsOutTheBurstAtOnce()
    {
        ResourceLimits limits = Limits(10, 3, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(2));

        IReadOnlyList<RequestSlot> slots = RateLimiterState.Initial.Reserve(new ReservationOrder("a", 4), limits, Start).Slots;

        slots.Take(3).Should().OnlyContain(s => s.NotBefore == Start);
        slots[3].NotBefore.Should().BeAfter(Start);
    }

    [Fact]
    public void Reserve_OfMoreThanAShare_HandsOutAShare() =>
        RateLimiterState.Initial.Reserve(new ReservationOrder("a", 100), PerMinute(60), Start).Slots
            .Should().HaveCount(RateLimiterState.MostAtOnce);

    [Fact]
    public void Reserve_Again_AnswersTheSameUntilItIsOver()
    {
        var order = new ReservationOrder("a", 1);
        (RateLimiterState state, IReadOnlyList<RequestSlot> slots) = RateLimiterState.Initial.Reserve(order, PerMinute(10), Start);

        (RateLimiterState same, IReadOnlyList<RequestSlot> again) = state.Reserve(order, PerMinute(10), Start.AddSeconds(1));
        IReadOnlyList<RequestSlot> late = same.Reserve(order, PerMinute(10), Start.AddSeconds(3)).Slots;

        again.Should().Equal(slots);
        late[0].NotBefore.Should().BeAfter(slots[0].NotAfter);
    }

    [Fact]
    public void Reserve_Again_WhenAPauseHasBegun_AnswersSlotsBehindIt()
    {
        RateLimiterState state = RateLimiterState.Initial.Reserve(new ReservationOrder("a", 1), PerMinute(10), Start).State
            .Reserve(new ReservationOrder("b", 1), PerMinute(10), Start).State
            .Pause(new RequestRefusal(Start, TimeSpan.FromMinutes(5)), PerMinute(10), Start);

        state.Reserve(new ReservationOrder("b", 1), PerMinute(10), Start.AddSeconds(1)).Slots[0].NotBefore.Should().Be(Start.AddMinutes(5));
    }

    [Fact]
    public void Reserve_WithoutALimit_IsOnlyHeldUpByAPause()
    {
        var none = new ResourceLimits();
        RateLimiterState state = RateLimiterState.Initial.Reserve(new ReservationOrder("a", 4), none, Start).State;

        state.Reserve(new ReservationOrder("b", 1), none, Start).Slots[0].NotBefore.Should().Be(Start);
        state.Pause(new RequestRefusal(Start, TimeSpan.FromSeconds(7)), none, Start)
            .Reserve(new ReservationOrder("c", 4), none, Start).Slots.Should().OnlyContain(s => s.NotBefore == Start.AddSeconds(7));
    }

    [Fact]
    public void Reserve_ForgetsReservationsThatAreOver()
    {
        RateLimiterState state = RateLimiterState.Initial.Reserve(new ReservationOrder("a", 1), PerMinute(10), Start).State;

        RateLimiterState later = state.Reserve(new ReservationOrder("b", 1), PerMinute(10), Start.AddMinutes(1)).State;

        later.Reservations.Should().ContainSingle().Which.Id.Should().Be("b");
    }

    [Fact]
    public void Pause_WithoutADelay_GrowsWhileRefusalsFollowEachOther_AndStopsGrowing()
    {
        RateLimiterState state = RateLimiterState.Initial;
        var pauses = new List<double>();
        DateTimeOffset now = Start;
        for (int i = 0; i < 10; i++)
        {
            state = state.Pause(new RequestRefusal(now, null), PerMinute(10), now);
            pauses.Add((state.PausedUntil - now).TotalSeconds);
            now = state.PausedUntil;
        }

        pauses.Should().Equal(2, 4, 8, 16, 32, 64, 120, 120, 120, 120);
    }

    [Fact]
    public void Pause_OfRequestsThatWereSentBeforeIt_DoesNotGrow()
    {
        RateLimiterState state = RateLimiterState.Initial.Pause(new RequestRefusal(Start, null), PerMinute(10), Start);

        RateLimiterState again = state.Pause(new RequestRefusal(Start.AddSeconds(1), null), PerMinute(10), Start.AddSeconds(3));

        again.Refusals.Should().Be(state.Refusals);
        again.Pause(new RequestRefusal(Start, TimeSpan.FromMinutes(1)), PerMinute(10), Start).PausedUntil
            .Should().Be(Start.AddMinutes(1), "the provider says so");
    }

    [Fact]
    public void Pause_AfterASuccess_OrLongAfterTheLastOne_BeginsSmallAgain()
    {
        RateLimiterState state = RateLimiterState.Initial;
        for (int i = 0; i < 5; i++)
        {
            DateTimeOffset now = state.PausedUntil > Start ? state.PausedUntil : Start;
            state = state.Pause(new RequestRefusal(now, null), PerMinute(10), now);
        }

        DateTimeOffset soon = state.PausedUntil;
        DateTimeOffset late = soon.AddMinutes(1);
        state.Succeed().Pause(new RequestRefusal(soon, null), PerMinute(10), soon).PausedUntil.Should().Be(soon.AddSeconds(2));
        state.Pause(new RequestRefusal(late, null), PerMinute(10), late).PausedUntil.Should().Be(late.AddSeconds(2));
    }

    private static ResourceLimits PerMinute(int requests) => Limits(requests, 1, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(2));

    private static ResourceLimits Limits(int requests, int burst, TimeSpan window, TimeSpan lateness) =>
        new() { Requests = requests, Burst = burst, Window = window, Lateness = lateness };
}
