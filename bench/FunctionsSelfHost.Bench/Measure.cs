using System.Diagnostics;
using System.Globalization;

namespace FunctionsSelfHost.Bench;

/// <summary>Times and prints.</summary>
internal static class Measure
{
    /// <summary>The milliseconds that something takes.</summary>
    public static async Task<double> MillisecondsAsync(Func<Task> action)
    {
        long start = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>The median of so many times, taken of two things in turn, so that what disturbs one disturbs the other.</summary>
    public static async Task<(double First, double Second)> MediansAsync(int times, Func<Task> first, Func<Task> second)
    {
        var firsts = new List<double>();
        var seconds = new List<double>();
        for (int i = 0; i < times; i++)
        {
            firsts.Add(await MillisecondsAsync(first));
            seconds.Add(await MillisecondsAsync(second));
        }

        return (Median(firsts), Median(seconds));
    }

    /// <summary>The processor milliseconds of this process that something takes: unlike time, they do not grow when others use the machine.</summary>
    public static async Task<double> ProcessorMillisecondsAsync(Func<Task> action)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        await action();
        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
    }

    /// <summary>Prints one line of figures.</summary>
    public static void Print(FormattableString line) => Console.WriteLine("figure: " + line.ToString(CultureInfo.InvariantCulture));

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
