using FunctionsSelfHost.Engine;

namespace FunctionsSelfHost.Tests.Engine;

public sealed class TurnThrottleTests
{
    private readonly TaskCompletionSource gate = new();

    [Fact]
    public async Task Turn_WhileAsManyAreTakenAsMayBe_Waits()
    {
        using var throttle = new TurnThrottle(2);
        Task[] taken = [throttle.RunAsync(() => gate.Task, default), throttle.RunAsync(() => gate.Task, default)];
        bool begun = false;
        Task waiting = throttle.RunAsync(Begin, default);
        bool begunBefore = begun;

        gate.SetResult();
        await Task.WhenAll([.. taken, waiting]);

        begunBefore.Should().BeFalse();
        begun.Should().BeTrue();

        Task Begin()
        {
            begun = true;
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Turn_ThatFails_LeavesItsPlaceToTheNext()
    {
        using var throttle = new TurnThrottle(1);
        Func<Task> failing = () => throttle.RunAsync(() => throw new InvalidOperationException("failed"), default);
        await failing.Should().ThrowAsync<InvalidOperationException>();

        bool begun = false;
        await throttle.RunAsync(() => Task.FromResult(begun = true), default);

        begun.Should().BeTrue();
    }
}
