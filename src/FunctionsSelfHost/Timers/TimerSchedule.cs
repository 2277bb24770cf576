using System.Globalization;
using NCrontab;

namespace FunctionsSelfHost.Timers;

/// <summary>When a timer ticks: an NCRONTAB expression of six fields, seconds first, or five; or a time span such as 00:05:00.</summary>
internal sealed class TimerSchedule
{
    private readonly CrontabSchedule? crontab;
    private readonly TimeSpan interval;

    private TimerSchedule(CrontabSchedule? crontab, TimeSpan interval)
    {
        this.crontab = crontab;
        this.interval = interval;
    }

    /// <summary>Reads an expression; null when it is none.</summary>
    public static TimerSchedule? TryParse(string expression)
    {
        bool hasSeconds = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6;
        if (CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = hasSeconds }) is { } crontab)
        {
            return new TimerSchedule(crontab, default);
        }

        return TimeSpan.TryParse(expression, CultureInfo.InvariantCulture, out TimeSpan interval) && interval > TimeSpan.Zero
            ? new TimerSchedule(null, interval)
            : null;
    }

    /// <summary>The next tick after a time.</summary>
    public DateTime NextAfter(DateTime time) => crontab?.GetNextOccurrence(time) ?? time + interval;
}
