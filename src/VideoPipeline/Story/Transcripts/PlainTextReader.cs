using System.Text.RegularExpressions;

namespace VideoPipeline.Story.Transcripts;

/// <summary>
/// Reads plain text: paragraphs are parted by blank lines, and lines within one are joined. Headings (a short single line without an
/// end mark, or one marked with <c>#</c>) are not text to narrate: the one at the top names the story, others are left out.
/// </summary>
internal static partial class PlainTextReader
{
    private const int LongestHeading = 90;

    public static (string? Heading, IReadOnlyList<string> Paragraphs) Read(string text, string language)
    {
        string[][] blocks = [.. BlankLines().Split(text).Select(LinesOf).Where(b => b.Length > 0)];
        CaptionLine[] lines = [.. blocks.SelectMany(b => b).Select(l => new CaptionLine(l, TimeSpan.Zero))];
        if (!Unpunctuated.IsPunctuated(lines))
        {
            return (null, Unpunctuated.Restore(lines, language));
        }

        string? heading = blocks.Length > 1 && IsHeading(blocks[0]) ? blocks[0][0].TrimStart('#').Trim() : null;
        return (heading, [.. blocks.Where(b => blocks.Length == 1 || !IsHeading(b)).SelectMany(Paragraphs)]);
    }

    // A line that ends a sentence ends a paragraph only where lines are long, as in texts with a paragraph per line.
    private static IEnumerable<string> Paragraphs(string[] block) =>
        block.Length > 1 && block.All(SentenceSplitter.EndsSentence) ? block : [Unpunctuated.Join(block)];

    private static bool IsHeading(string[] block) =>
        block.Length == 1
        && (block[0].StartsWith('#') || (Script.ColumnsOf(block[0]) <= LongestHeading && !SentenceSplitter.EndsSentence(block[0])
            && !ClauseEnd().IsMatch(block[0])));

    private static string[] LinesOf(string block) =>
        [.. block.Split('\n').Select(l => Spaces().Replace(l, " ").Trim()).Where(l => l.Any(char.IsLetterOrDigit))];

    [GeneratedRegex(@"\n[^\S\n]*\n\s*", RegexOptions.CultureInvariant)]
    private static partial Regex BlankLines();

    [GeneratedRegex(@"[,;:，；：、—-]$", RegexOptions.CultureInvariant)]
    private static partial Regex ClauseEnd();

    // zero-width characters and inner byte order marks are spaces of a kind
    [GeneratedRegex(@"[\s\u200B\uFEFF\p{Cc}]+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}
