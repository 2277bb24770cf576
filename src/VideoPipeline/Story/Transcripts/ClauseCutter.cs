using System.Globalization;
using System.Text;

namespace VideoPipeline.Story.Transcripts;

/// <summary>
/// Cuts a long text into the fewest pieces of at most a given width, of about equal width, at the ends of clauses if any are near, else
/// between words, else between characters; never inside one. Joined again the pieces are the text but for spaces at the cuts.
/// </summary>
internal static class ClauseCutter
{
    private const string ClauseMarks = ",;:，、；：—–。！？…";
    private const double CrowdingCost = 2;
    private const string NoStart = ",.;:!?，、；：。！？…）)]”’」』】》%";

    /// <summary>The pieces, none empty; one when the text fits.</summary>
    /// <param name="text">The text; white space around it is dropped.</param>
    /// <param name="most">The width of a piece, at most; at least 2.</param>
    /// <param name="widthOf">The width of a character, 0 to 3.</param>
    /// <param name="least">Cut into at least so many pieces, as far as the text goes.</param>
    public static IReadOnlyList<string> Cut(string text, int most, Func<Rune, int> widthOf, int least = 1)
    {
        string whole = text.Trim();
        int width = WidthOf(whole, widthOf);
        int pieces = Math.Max(least, (width + most - 1) / most);
        var result = new List<string>();
        int start = 0;
        while (start < whole.Length)
        {
            int end = pieces > 1 ? BestEnd(whole, start, most, width, pieces, widthOf) : whole.Length;
            result.Add(whole[start..end].TrimEnd());
            end += whole.AsSpan(end).Length - whole.AsSpan(end).TrimStart().Length;
            width -= WidthOf(whole.AsSpan(start, end - start), widthOf);
            pieces = Math.Max(pieces - 1, (width + most - 1) / most);
            start = end;
        }

        return result;
    }

    /// <summary>The width of a whole text.</summary>
    public static int WidthOf(ReadOnlySpan<char> text, Func<Rune, int> widthOf)
    {
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += widthOf(rune);
        }

        return width;
    }

    // Walks over the graphemes up to the limit and weighs each cut by its distance from the ideal, by what it would part, and by whether
    // what is left would need a piece more.
    private static int BestEnd(string text, int start, int most, int total, int pieces, Func<Rune, int> widthOf)
    {
        double ideal = (double)total / pieces;
        int best = 0;
        double bestCost = double.MaxValue;
        int width = 0;
        int position = start;
        while (position < text.Length)
        {
            int length = StringInfo.GetNextTextElementLength(text.AsSpan(position));
            width += WidthOf(text.AsSpan(position, length), widthOf);
            if (width > most && best > 0)
            {
                break;
            }

            position += length;
            bool crowds = total - width > (pieces - 1) * most;
            double cost = (Math.Abs(width - ideal) / ideal) + PartingCost(text, start, position) + (crowds ? CrowdingCost : 0);
            if (cost < bestCost || best == 0)
            {
                (best, bestCost) = (position, cost);
            }
        }

        return best;
    }

    private static double PartingCost(string text, int start, int position)
    {
        if (position >= text.Length)
        {
            return 1;
        }

        char last = text[position - 1];
        char next = text[position];
        if (NoStart.Contains(next, StringComparison.Ordinal) || "（(“‘「『《【".Contains(last, StringComparison.Ordinal))
        {
            return 4;
        }

        if (char.IsWhiteSpace(next) || char.IsWhiteSpace(last))
        {
            return ClauseMarks.Contains(text.AsSpan(start, position - start).TrimEnd()[^1], StringComparison.Ordinal) ? 0 : 0.45;
        }

        bool wide = Script.IsWide(new Rune(char.IsSurrogate(last) ? 'a' : last)) || Script.IsWide(new Rune(char.IsSurrogate(next) ? 'a' : next));
        if (ClauseMarks.Contains(last, StringComparison.Ordinal) && wide)
        {
            return 0;
        }

        return wide ? 0.7 : 3;
    }
}
