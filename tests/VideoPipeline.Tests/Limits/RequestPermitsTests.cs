using Microsoft.Extensions.Time.Testing;
using VideoPipeline.Limits;

namespace VideoPipeline.Tests.Limits;

public sealed class RequestPermitsTests
{
    private const string Resource = "llm:openai";
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider time = new(Noon);
    private readonly RequestPermits permits;

    public RequestPermitsTests() => permits = new RequestPermits(time);

    [Fact]
    public async Task TakeAsync_NothingReserved_NamesTheResource()
    {
        Func<Task> take = () => permits.TakeAsync(Resource, default);

        (await take.Should().ThrowAsync<RequestNotReservedException>()).Which.Resource.Should().Be(Resource);
    }

    [Fact]
    public async Task TakeAsync_EachRequest_TakesASlotOfItsOwn()
    {
        using IDisposable use = permits.Use([Slot(0, 10), Slot(0, 10)]);
        await permits.TakeAsync(Resource, default);
        await permits.TakeAsync(Resource, default);

        Func<Task> third = () => permits.TakeAsync(Resource, default);

        await third.Should().ThrowAsync<RequestNotReservedException>();
    }

    [Fact]
    public async Task TakeAsync_SlotAhead_WaitsForItsTime()
    {
        using IDisposable use = permits.Use([Slot(5, 10)]);

        Task take = permits.TakeAsync(Resource, default);

        take.IsCompleted.Should().BeFalse();
        time.Advance(TimeSpan.FromSeconds(5));
        await take;
    }

    [Fact]
    public async Task TakeAsync_SlotMissed_TakesTheNext()
    {
        using IDisposable use = permits.Use([Slot(0, 1), Slot(3, 4)]);
        time.Advance(TimeSpan.FromSeconds(3));

        await permits.TakeAsync(Resource, default);

        Func<Task> another = () => permits.TakeAsync(Resource, default);
        await another.Should().ThrowAsync<RequestNotReservedException>();
    }

    [Fact]
    public async Task TakeAsync_OnlyMissedSlots_SendsNothing()
    {
        using IDisposable use = permits.Use([Slot(0, 1), Slot(1, 2)]);
        time.Advance(TimeSpan.FromSeconds(2.5));

        Func<Task> take = () => permits.TakeAsync(Resource, default);

        await take.Should().ThrowAsync<RequestNotReservedException>();
    }

    [Fact]
    public async Task TakeAsync_CancelledWhileItWaits_Ends()
    {
        using var cancelled = new CancellationTokenSource();
        using IDisposable use = permits.Use([Slot(5, 10)]);
        Task take = permits.TakeAsync(Resource, cancelled.Token);

        await cancelled.CancelAsync();

        await FluentActions.Awaiting(() => take).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task TakeAsync_SeveralAtOnce_NeverShareASlot()
    {
        using IDisposable use = permits.Use([.. Enumerable.Repeat(Slot(0, 10), 5)]);
        Task[] takes = [.. Enumerable.Range(0, 20).Select(_ => Task.Run(() => permits.TakeAsync(Resource, default)))];

        await Task.WhenAny(Task.WhenAll(takes));

        takes.Count(t => t.IsCompletedSuccessfully).Should().Be(5);
    }

    [Fact]
    public async Task Use_SlotsOfOneWork_AreNotAnothers()
    {
        var entered = new TaskCompletionSource();
        Task first = Task.Run(async () =>
        {
            using IDisposable use = permits.Use([Slot(0, 10)]);
            await entered.Task;
            await permits.TakeAsync(Resource, default);
        });

        Func<Task> second = () => Task.Run(() => permits.TakeAsync(Resource, default));

        await second.Should().ThrowAsync<RequestNotReservedException>();
        entered.SetResult();
        await first;
    }

    [Fact]
    public async Task Use_Disposed_SlotsAreGone()
    {
        permits.Use([Slot(0, 10)]).Dispose();

        Func<Task> take = () => permits.TakeAsync(Resource, default);

        await take.Should().ThrowAsync<RequestNotReservedException>();
    }

    private static RequestSlot Slot(double from, double until) => new(Noon.AddSeconds(from), Noon.AddSeconds(until));
}
