namespace VideoPipeline.Story.Transcripts;

/// <summary>
/// Joins captions to paragraphs of sentences. Automatic captions, and most Chinese ones, have no full stops: their sentences are then
/// made of whole captions, ended by a pause or by length, and punctuated, so that they can be narrated.
/// </summary>
internal static class Unpunctuated
{
    // a sentence end for every so many letters is what the sparest punctuated text has
    private const int SparsestSentence = 400;

    // a made sentence ends with the caption that brings it to this length: some six seconds
    private const int MadeSentence = 90;

    // a line longer than this is cut before captions are made sentences of
    private const int LongestCaption = 120;

    private static readonly TimeSpan SentencePause = TimeSpan.FromSeconds(0.8);
    private static readonly TimeSpan ParagraphPause = TimeSpan.FromSeconds(2);

    /// <summary>The captions' text in paragraphs, with sentence ends.</summary>
    public static IReadOnlyList<string> Restore(IReadOnlyList<CaptionLine> captions, string language)
    {
        IReadOnlyList<CaptionLine> sentences = IsPunctuated(captions) ? captions : MakeSentences(captions, language);
        var paragraphs = new List<string>();
        var current = new List<string>();
        foreach (CaptionLine line in sentences)
        {
            if (current.Count > 0 && line.Pause >= ParagraphPause && SentenceSplitter.EndsSentence(current[^1]))
            {
                paragraphs.Add(Join(current));
                current.Clear();
            }

            current.Add(line.Text);
        }

        paragraphs.Add(Join(current));
        return paragraphs;
    }

    /// <summary>Whether the lines have sentence ends often enough to be cut at them.</summary>
    public static bool IsPunctuated(IReadOnlyList<CaptionLine> captions)
    {
        int ends = captions.Sum(c => c.Text.Count(SentenceSplitter.IsTerminator));
        int length = captions.Sum(c => Script.SpokenLengthOf(c.Text));
        return length <= SparsestSentence / 2 ? ends > 0 : (long)ends * SparsestSentence >= length;
    }

    /// <summary>Joins lines by a space, or by nothing where both sides are Chinese.</summary>
    public static string Join(IReadOnlyList<string> lines)
    {
        var text = new System.Text.StringBuilder();
        foreach (string line in lines)
        {
            bool glued = text.Length == 0 || line.Length == 0 || (IsWide(text[^1]) && IsWide(line[0]));
            text.Append(glued ? "" : " ").Append(line);
        }

        return text.ToString();
    }

    private static bool IsWide(char c) => System.Text.Rune.TryCreate(c, out System.Text.Rune rune) && (Script.IsWide(rune) || c is '“' or '”' or '…' or '—');

    private static List<CaptionLine> MakeSentences(IReadOnlyList<CaptionLine> captions, string language)
    {
        var sentences = new List<CaptionLine>();
        var current = new List<string>();
        TimeSpan pause = TimeSpan.Zero;
        foreach (CaptionLine line in captions.SelectMany(Cut))
        {
            if (current.Count > 0 && (line.Pause >= SentencePause || current.Sum(Script.SpokenLengthOf) >= MadeSentence
                || SentenceSplitter.EndsSentence(current[^1])))
            {
                sentences.Add(new CaptionLine(Punctuate(current, language), pause));
                current.Clear();
            }

            pause = current.Count == 0 ? line.Pause : pause;
            current.Add(line.Text);
        }

        if (current.Count > 0)
        {
            sentences.Add(new CaptionLine(Punctuate(current, language), pause));
        }

        return sentences;
    }

    private static IEnumerable<CaptionLine> Cut(CaptionLine line) => ClauseCutter.Cut(line.Text, LongestCaption, WeightOf)
        .Select((piece, i) => i == 0 ? line with { Text = piece } : new CaptionLine(piece, TimeSpan.Zero));

    private static int WeightOf(System.Text.Rune rune) => Script.IsHan(rune) ? Script.HanWeight : 1;

    private static string Punctuate(List<string> lines, string language)
    {
        bool chinese = language == "zh";
        string text = chinese ? string.Join('，', lines.Select(l => l.TrimEnd('，', ',', ' '))) : string.Join(' ', lines);
        text = char.ToUpperInvariant(text[0]) + text[1..];
        return SentenceSplitter.EndsSentence(text) ? text : text.TrimEnd(',', ';', ':', '，', '、', '；', '：', ' ') + (chinese ? "。" : ".");
    }
}
