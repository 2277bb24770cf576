using FunctionsSelfHost.Queues;
using Microsoft.Extensions.Configuration;

namespace FunctionsSelfHost.Tests.Hosting;

public sealed class QueueOptionsTests
{
    [Fact]
    public void Defaults_AreTheOfficialOnes()
    {
        QueueOptions options = Of([]);

        options.Should().Be(new QueueOptions(16, 8 * Environment.ProcessorCount, 5, TimeSpan.Zero, TimeSpan.FromMinutes(1), true));
    }

    [Fact]
    public void Development_LooksEveryTwoSeconds()
    {
        Of([], isDevelopment: true).MaxPollingInterval.Should().Be(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Values_AreRead()
    {
        QueueOptions options = Of(new()
        {
            ["batchSize"] = "32",
            ["newBatchThreshold"] = "0",
            ["maxDequeueCount"] = "1",
            ["visibilityTimeout"] = "00:00:30",
            ["maxPollingInterval"] = "00:00:00.100",
            ["messageEncoding"] = "None",
        });

        options.Should().Be(new QueueOptions(32, 0, 1, TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(100), false));
    }

    [Theory]
    [InlineData("batchSize", "0")]
    [InlineData("batchSize", "33")]
    [InlineData("newBatchThreshold", "-1")]
    [InlineData("maxDequeueCount", "0")]
    [InlineData("visibilityTimeout", "-00:00:01")]
    [InlineData("visibilityTimeout", "8.00:00:00")]
    [InlineData("maxPollingInterval", "00:00:00.099")]
    [InlineData("messageEncoding", "utf7")]
    public void Value_ThatIsNotValid_IsRefusedByName(string name, string value)
    {
        Action act = () => Of(new() { [name] = value });

        act.Should().Throw<InvalidOperationException>().WithMessage($"*extensions.queues.{name}*{value}*must be*");
    }

    [Fact]
    public void Pause_GrowsWhileThereIsNothingAndEndsWithTheFirstMessage()
    {
        var pauses = new PollingPause(TimeSpan.FromSeconds(1));

        TimeSpan[] idle = [.. Enumerable.Range(0, 6).Select(_ => pauses.AfterNothing())];
        TimeSpan some = pauses.AfterMessages(isFull: false);
        TimeSpan full = pauses.AfterMessages(isFull: true);
        TimeSpan again = pauses.AfterNothing();

        idle[0].Should().BeCloseTo(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(21));
        idle[2].Should().BeGreaterThan(idle[0]);
        idle[5].Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(0.8)).And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(1));
        some.Should().Be(TimeSpan.FromMilliseconds(100));
        full.Should().Be(TimeSpan.Zero);
        again.Should().BeLessThan(TimeSpan.FromMilliseconds(121));
    }

    private static QueueOptions Of(Dictionary<string, string?> values, bool isDevelopment = false) =>
        QueueOptions.Of(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), isDevelopment);
}
