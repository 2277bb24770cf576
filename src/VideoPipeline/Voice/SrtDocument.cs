using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace VideoPipeline.Voice;

/// <summary>
/// Subtitles in the SubRip format (<c>.srt</c>): blocks of a number, a line <c>00:00:01,000 --> 00:00:02,500</c> and text, parted by blank
/// lines. Reads what is found in the wild (byte order mark, CRLF, missing numbers, <c>.</c> for <c>,</c>, coordinates after the times,
/// blank lines inside a cue); writes numbers from 1, LF, and one line feed at the end. Times are cut to whole milliseconds.
/// </summary>
public sealed partial class SrtDocument
{
    /// <summary>A document of these cues, in this order.</summary>
    /// <exception cref="ArgumentException">
    /// A cue ends before it starts, starts before zero, or has no text, a blank line or a carriage return in it, which the format
    /// cannot express.
    /// </exception>
    public SrtDocument(IReadOnlyList<SubtitleCue> cues)
    {
        foreach (SubtitleCue cue in cues)
        {
            Check(cue);
        }

        Cues = [.. cues];
    }

    /// <summary>The cues in the order of the file.</summary>
    public IReadOnlyList<SubtitleCue> Cues { get; }

    /// <summary>Reads SubRip text; cues without text are left out. A text without cues gives an empty document.</summary>
    /// <exception cref="FormatException">The text holds something other than cues; the message names the line.</exception>
    public static SrtDocument Parse(string text)
    {
        string[] lines = LinesOf(text);
        var cues = new List<SubtitleCue>();
        int line = 0;
        while (SkipBlank(lines, ref line))
        {
            if (cues.Count > 0 && !lines[line].Contains("-->", StringComparison.Ordinal) && TimesOf(lines, line) is null)
            {
                cues[^1] = cues[^1] with { Text = $"{cues[^1].Text}\n{lines[line++].TrimEnd()}" };
            }
            else if (ReadCue(lines, ref line) is { } cue)
            {
                cues.Add(cue);
            }
        }

        return new SrtDocument(cues);
    }

    /// <summary>Whether the text begins as a SubRip file does: with a line of times, or a number and then such a line.</summary>
    public static bool IsSubRip(string text)
    {
        string[] lines = LinesOf(text);
        int line = 0;
        return SkipBlank(lines, ref line) && TimesOf(lines, line) is not null;
    }

    /// <summary>The file's text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (int i = 0; i < Cues.Count; i++)
        {
            SubtitleCue cue = Cues[i];
            text.Append(i == 0 ? "" : "\n")
                .Append(CultureInfo.InvariantCulture, $"{i + 1}\n{Format(cue.Start)} --> {Format(cue.End)}\n{cue.Text}\n");
        }

        return text.ToString();
    }

    private static SubtitleCue? ReadCue(string[] lines, ref int line)
    {
        (Match times, line) = TimesOf(lines, line)
            ?? throw new FormatException(
                $"Line {line + 1} of the subtitles is \"{Shorten(lines[line])}\"; expected a cue's number or its times, such as " +
                "\"00:00:01,000 --> 00:00:02,500\".");
        var content = new List<string>();
        while (line < lines.Length && !string.IsNullOrWhiteSpace(lines[line]))
        {
            content.Add(lines[line].TrimEnd());
            line++;
        }

        TimeSpan start = TimeOf(times, 1);
        TimeSpan end = TimeOf(times, 5);
        return content.Count == 0 || end <= start ? null : new SubtitleCue(start, end, string.Join('\n', content));
    }

    // The times of the cue that begins at a line, with or without its number, and the line after them.
    private static (Match Times, int Next)? TimesOf(string[] lines, int line)
    {
        int at = NumberLine().IsMatch(lines[line]) && line + 1 < lines.Length ? line + 1 : line;
        Match times = TimesLine().Match(lines[at]);
        return times.Success ? (times, at + 1) : null;
    }

    private static string[] LinesOf(string text) =>
        text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');

    private static bool SkipBlank(string[] lines, ref int line)
    {
        while (line < lines.Length && string.IsNullOrWhiteSpace(lines[line]))
        {
            line++;
        }

        return line < lines.Length;
    }

    private static TimeSpan TimeOf(Match times, int group) =>
        new(0, Number(times, group), Number(times, group + 1), Number(times, group + 2), Number(times, group + 3));

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static string Format(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00},{time.Milliseconds:000}");

    private static string Shorten(string line) => line.Length <= 60 ? line : line[..60] + "…";

    private static void Check(SubtitleCue cue)
    {
        if (cue.Start < TimeSpan.Zero || cue.End <= cue.Start)
        {
            throw new ArgumentException($"A cue cannot last from {cue.Start} to {cue.End}.");
        }

        if (cue.Text.Contains('\r', StringComparison.Ordinal) || cue.Text.Split('\n').Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException("A cue needs text, without blank lines or carriage returns.");
        }
    }

    [GeneratedRegex(@"^\s*[0-9]+\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberLine();

    // hours have 1 to 4 digits in the wild; the last group is milliseconds
    [GeneratedRegex(
        @"^\s*([0-9]{1,4}):([0-5]?[0-9]):([0-5]?[0-9])[,.]([0-9]{3})\s*-->\s*([0-9]{1,4}):([0-5]?[0-9]):([0-5]?[0-9])[,.]([0-9]{3})(\s.*)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex TimesLine();
}
