using System.Globalization;
using System.Text.RegularExpressions;
using VideoPipeline.Voice;

namespace VideoPipeline.Story.Transcripts;

/// <summary>
/// Reads subtitles in the WebVTT format (W3C, "WebVTT: The Web Video Text Tracks Format"): the line <c>WEBVTT</c>, then blocks parted by
/// blank lines. Blocks without times (notes, styles, regions, the header's lines) are no cues. Reads what is found in the wild, too: commas
/// for points, hours of one digit.
/// </summary>
public static partial class WebVttDocument
{
    private const string Signature = "WEBVTT";

    /// <summary>Whether the text begins as a WebVTT file does.</summary>
    public static bool IsWebVtt(string text)
    {
        string start = text.TrimStart('\uFEFF');
        return start.StartsWith(Signature, StringComparison.Ordinal)
            && (start.Length == Signature.Length || start[Signature.Length] is ' ' or '\t' or '\r' or '\n');
    }

    /// <summary>The cues in the order of the file; those without text, or that end before they begin, are left out.</summary>
    /// <exception cref="FormatException">A line of times cannot be read; the message names the line.</exception>
    public static IReadOnlyList<SubtitleCue> Parse(string text)
    {
        string[] lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        var cues = new List<SubtitleCue>();
        for (int line = 0; line < lines.Length; line++)
        {
            if (!lines[line].Contains("-->", StringComparison.Ordinal))
            {
                continue;
            }

            Match times = TimesLine().Match(lines[line]);
            if (!times.Success)
            {
                throw new FormatException(
                    $"Line {line + 1} of the subtitles is \"{Shorten(lines[line])}\"; expected times such as \"00:00:01.000 --> 00:00:02.500\".");
            }

            var content = new List<string>();
            while (line + 1 < lines.Length && !string.IsNullOrWhiteSpace(lines[line + 1]) && !lines[line + 1].Contains("-->", StringComparison.Ordinal))
            {
                content.Add(lines[++line].TrimEnd());
            }

            (TimeSpan start, TimeSpan end) = (TimeOf(times, 1), TimeOf(times, 5));
            if (content.Count > 0 && end > start)
            {
                cues.Add(new SubtitleCue(start, end, string.Join('\n', content)));
            }
        }

        return cues;
    }

    private static TimeSpan TimeOf(Match times, int group) =>
        new(0, Number(times, group), Number(times, group + 1), Number(times, group + 2), Number(times, group + 3));

    private static int Number(Match match, int group) =>
        match.Groups[group] is { Success: true } number ? int.Parse(number.ValueSpan, CultureInfo.InvariantCulture) : 0;

    private static string Shorten(string line) => line.Length <= 60 ? line : line[..60] + "…";

    // the hours may be missing; settings may follow
    [GeneratedRegex(
        @"^\s*(?:([0-9]{1,4}):)?([0-5]?[0-9]):([0-5]?[0-9])[.,]([0-9]{3})\s*-->\s*(?:([0-9]{1,4}):)?([0-5]?[0-9]):([0-5]?[0-9])[.,]([0-9]{3})(\s.*)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex TimesLine();
}
