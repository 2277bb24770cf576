using Microsoft.DurableTask;

namespace FunctionsSelfHost.Tests.Api;

public sealed class RetryPolicyTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Policy_WithoutOptionalValues_HasTheDefaults()
    {
        var policy = new RetryPolicy(3, Second);

        policy.BackoffCoefficient.Should().Be(1);
        policy.MaxRetryInterval.Should().Be(TimeSpan.FromHours(1));
        policy.RetryTimeout.Should().Be(Timeout.InfiniteTimeSpan);
        policy.Handle(new TimeoutException()).Should().BeTrue();
    }

    [Theory]
    [InlineData(0, 1, 1.0)]
    [InlineData(-1, 1, 1.0)]
    [InlineData(1, 0, 1.0)]
    [InlineData(1, -1, 1.0)]
    [InlineData(1, 1, 0.99)]
    [InlineData(1, 1, double.NaN)]
    public void Policy_WithAValueOutOfItsRange_IsRefused(int attempts, int seconds, double coefficient)
    {
        Action act = () => _ = new RetryPolicy(attempts, TimeSpan.FromSeconds(seconds), coefficient);

        act.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Policy_WhoseLongestWaitIsShorterThanTheFirst_IsRefused()
    {
        Action act = () => _ = new RetryPolicy(3, Second, maxRetryInterval: Second / 2);

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("maxRetryInterval");
    }

    [Fact]
    public void Policy_WhoseTimeoutIsShorterThanTheFirstWait_IsRefused()
    {
        Action act = () => _ = new RetryPolicy(3, Second, retryTimeout: Second / 2);

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("retryTimeout");
    }

    [Fact]
    public void Policy_WithInfiniteBounds_IsAccepted()
    {
        var policy = new RetryPolicy(3, Second, 2, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        policy.MaxRetryInterval.Should().Be(Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public void HandleFailure_DecidesByTheTasksFailure()
    {
        var policy = new RetryPolicy(3, Second) { HandleFailure = failure => failure.IsCausedBy<TimeoutException>() };

        policy.Handle(new TaskFailedException("Speak", 0, new TimeoutException())).Should().BeTrue();
        policy.Handle(new TaskFailedException("Speak", 0, new IOException())).Should().BeFalse();
    }

    [Fact]
    public void SubOrchestrationOptions_FromTaskOptions_KeepThem()
    {
        TaskOptions options = new TaskOptions(new RetryPolicy(3, Second)) { Version = "2" };

        SubOrchestrationOptions sub = options.WithInstanceId("child");

        sub.InstanceId.Should().Be("child");
        sub.Retry.Should().BeSameAs(options.Retry);
        sub.Version.Should().Be(new TaskVersion("2"));
        (sub with { Version = "3" }).As<TaskOptions>().Version.Should().Be(new TaskVersion("3"));
    }
}
