using System.Diagnostics;
using System.Globalization;

namespace VideoPipeline.Exporter.Bench;

/// <summary>What a piece of work took, in seconds.</summary>
/// <param name="Wall">By the clock.</param>
/// <param name="Processor">Of this process and of those that it started; steadier on a machine that others use.</param>
internal sealed record Measured(double Wall, double Processor)
{
    // the kernel counts in hundredths on every machine that matters
    private const double TicksPerSecond = 100;

    public static async Task<Measured> OfAsync(Func<Task> work)
    {
        double before = ProcessorSeconds();
        long begun = Stopwatch.GetTimestamp();
        await work();
        return new Measured(Stopwatch.GetElapsedTime(begun).TotalSeconds, ProcessorSeconds() - before);
    }

    public static double Median(IReadOnlyList<Measured> measured, Func<Measured, double> figure) =>
        measured.Select(figure).Order().ElementAt(measured.Count / 2);

    // utime, stime, cutime and cstime of proc(5), which follow the program's name in parentheses
    private static double ProcessorSeconds()
    {
        string stat = File.ReadAllText("/proc/self/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[11..15].Sum(f => double.Parse(f, CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
