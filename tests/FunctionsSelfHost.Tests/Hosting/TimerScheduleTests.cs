using FunctionsSelfHost.Timers;

namespace FunctionsSelfHost.Tests.Hosting;

public sealed class TimerScheduleTests
{
    private static readonly DateTime Noon = new(2026, 1, 31, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("0 30 9 * * 1-5", "2026-02-02T09:30:00")]
    [InlineData("*/10 * * * * *", "2026-01-31T12:00:10")]
    [InlineData("*/5 * * * *", "2026-01-31T12:05:00")]
    [InlineData("30 9 * * Mon", "2026-02-02T09:30:00")]
    [InlineData("00:07:30", "2026-01-31T12:07:30")]
    [InlineData("1.00:00:00", "2026-02-01T12:00:00")]
    public void Expression_TellsTheNextTick(string expression, string expected)
    {
        TimerSchedule.TryParse(expression)!.NextAfter(Noon).Should().Be(DateTime.Parse(expected));
    }

    [Theory]
    [InlineData("every day")]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("0 0 0 0 * * *")]
    [InlineData("61 * * * * *")]
    [InlineData("00:00:00")]
    [InlineData("-00:05:00")]
    public void Expression_ThatIsNone_IsRefused(string expression)
    {
        TimerSchedule.TryParse(expression).Should().BeNull();
    }
}
