using System.Net;
using System.Text.RegularExpressions;
using VideoPipeline.Voice;

namespace VideoPipeline.Story.Transcripts;

/// <summary>
/// Turns cues into running text: markup, speaker marks and descriptions of sounds are taken out, and what a rolling caption shows again
/// from the cue before is left out.
/// </summary>
internal static partial class CaptionReader
{
    // fewer repeated words than this may be a speaker's own repetition
    private const int LeastOverlap = 3;

    // a cue longer than this is no rolling caption; the bound keeps the reading linear
    private const int MostOverlap = 40;

    public static IReadOnlyList<CaptionLine> Read(IReadOnlyList<SubtitleCue> cues)
    {
        var captions = new List<CaptionLine>();
        string[] shown = [];
        TimeSpan end = TimeSpan.Zero;
        foreach (SubtitleCue cue in cues)
        {
            string[] lines = [.. cue.Text.Split('\n').Select(Clean).Where(l => l.Length > 0)];
            string text = WithoutRepeated(lines, shown);
            if (text.Length > 0)
            {
                captions.Add(new CaptionLine(text, cue.Start > end ? cue.Start - end : TimeSpan.Zero));
            }

            shown = lines.Length > 0 ? lines : shown;
            end = cue.End > end ? cue.End : end;
        }

        return captions;
    }

    private static string Clean(string line)
    {
        string text = WebUtility.HtmlDecode(Markup().Replace(line, ""));
        text = SoundDescription().Replace(text, " ");
        text = SpeakerMark().Replace(text, "");
        return Spaces().Replace(text, " ").Trim();
    }

    private static string WithoutRepeated(string[] lines, string[] shown)
    {
        int repeated = Overlap(shown, lines, StringComparer.OrdinalIgnoreCase);
        string before = string.Join(' ', shown);
        string now = string.Join(' ', lines.Skip(repeated));
        if (repeated > 0 || before.Length == 0)
        {
            return now;
        }

        if (now.StartsWith(before, StringComparison.OrdinalIgnoreCase))
        {
            return now[before.Length..].TrimStart();
        }

        string[] words = now.Split(' ');
        int rolled = Overlap(before.Split(' '), words, StringComparer.OrdinalIgnoreCase);
        return rolled >= LeastOverlap ? string.Join(' ', words.Skip(rolled)) : now;
    }

    // The most items that end `before` and begin `now`.
    private static int Overlap(string[] before, string[] now, StringComparer comparer)
    {
        for (int length = Math.Min(MostOverlap, Math.Min(before.Length, now.Length)); length > 0; length--)
        {
            if (before.AsSpan()[^length..].SequenceEqual(now.AsSpan(0, length), comparer))
            {
                return length;
            }
        }

        return 0;
    }

    // tags of HTML and WebVTT, WebVTT's times of single words, and the override blocks of SubStation files that were converted
    [GeneratedRegex(@"</?[A-Za-z][^<>]*>|<[0-9]+:[0-9:.]+>|\{\\[^{}]*\}", RegexOptions.CultureInvariant)]
    private static partial Regex Markup();

    // [Music], (applause) or （掌声） alone on a line, notes; brackets within a line are taken out only when they are square
    [GeneratedRegex(@"\[[^\[\]]*\]|【[^【】]*】|^\s*[-–—]?\s*\([^()]*\)\s*$|^\s*（[^（）]*）\s*$|[♪♫]+[^♪♫]*[♪♫]+|[♪♫]", RegexOptions.CultureInvariant)]
    private static partial Regex SoundDescription();

    // a dash or >> that marks another speaker, with or without a name in capitals
    [GeneratedRegex(@"^\s*(?:[-–—]+\s*(?=\S)|>{2,}\s*)?(?:[A-Z][A-Z .'’-]{1,24}:\s+)?", RegexOptions.CultureInvariant)]
    private static partial Regex SpeakerMark();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}
