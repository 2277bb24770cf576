using System.Globalization;

namespace VideoPipeline.Bench;

/// <summary>Prints figures.</summary>
internal static class Figure
{
    /// <summary>Prints one line.</summary>
    public static void Print(FormattableString line) => Console.WriteLine("figure: " + line.ToString(CultureInfo.InvariantCulture));
}
