using System.Globalization;

namespace VideoPipeline.Drafts;

/// <summary>Breaks a text into lines that fit a width: between words, and between any two characters of Chinese or Japanese.</summary>
internal static class TextWrapping
{
    private const string Ellipsis = "…";
    private const int BalanceSteps = 7;

    // these never begin a line
    private const string Closing = "，。！？；：、）》」』】”’…,.!?;:)]}";

    /// <summary>At least one line and at most <paramref name="maxLines"/>; what does not fit is cut off with an ellipsis.</summary>
    public static IReadOnlyList<string> Wrap(string text, float width, int maxLines, Func<string, float> measure)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string piece in Pieces(text))
        {
            if (line.Length > 0 && measure((line + piece).TrimEnd()) > width)
            {
                lines.Add(line.TrimEnd());
                line = "";
            }

            line += line.Length == 0 ? piece.TrimStart() : piece;
        }

        lines.Add(line.TrimEnd());
        if (lines.Count > maxLines)
        {
            lines.RemoveRange(maxLines, lines.Count - maxLines);
            lines[^1] += Ellipsis;
        }

        for (int i = 0; i < lines.Count; i++)
        {
            lines[i] = Cut(lines[i], width, measure);
        }

        return lines;
    }

    /// <summary>As few lines as fit, and of those the shortest: a lone word at the end reads badly.</summary>
    public static IReadOnlyList<string> Balance(string text, float width, Func<string, float> measure)
    {
        IReadOnlyList<string> best = Wrap(text, width, int.MaxValue, measure);
        (float tooNarrow, float enough) = (width / (best.Count + 1), width);
        for (int i = 0; i < BalanceSteps && best.Count > 1; i++)
        {
            float tried = (tooNarrow + enough) / 2;
            IReadOnlyList<string> lines = Wrap(text, tried, int.MaxValue, measure);
            bool fits = lines.Count == best.Count && lines.Sum(line => line.Length) == best.Sum(line => line.Length);
            (tooNarrow, enough) = fits ? (tooNarrow, tried) : (tried, enough);
            best = fits ? lines : best;
        }

        return best;
    }

    // a word with the space after it, or one wide character with the marks that must not leave it
    private static IEnumerable<string> Pieces(string text)
    {
        string piece = "";
        TextElementEnumerator elements = StringInfo.GetTextElementEnumerator(text.ReplaceLineEndings(" "));
        while (elements.MoveNext())
        {
            string element = elements.GetTextElement();
            bool staysWithLast = Closing.Contains(element, StringComparison.Ordinal);
            bool beginsNew = piece.EndsWith(' ') || IsWide(element) || (piece.Length > 0 && IsWide(piece[..1]));
            if (piece.Length > 0 && beginsNew && !staysWithLast && element != " ")
            {
                yield return piece;
                piece = "";
            }

            piece += element;
        }

        yield return piece;
    }

    private static bool IsWide(string element) => element[0] is >= '\u2E80' and <= '\uD7A3' or >= '\uF900' and <= '\uFAFF' or >= '\uFF00' and <= '\uFFEF';

    private static string Cut(string line, float width, Func<string, float> measure)
    {
        if (measure(line) <= width)
        {
            return line;
        }

        int[] elements = StringInfo.ParseCombiningCharacters(line);
        for (int i = elements.Length - 1; i > 0; i--)
        {
            string shorter = line[..elements[i]].TrimEnd() + Ellipsis;
            if (measure(shorter) <= width)
            {
                return shorter;
            }
        }

        return Ellipsis;
    }
}
