using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Story.Extractive;

/// <summary>
/// Chooses the sentences that open a story: strong ones that stand alone and whose leaving breaks nothing, since they are not told twice.
/// </summary>
internal static class HookChoice
{
    private const int FewestSentences = 5;
    private const int Shortest = 35;
    private const int Longest = 190;
    private const double PresumingPenalty = 0.5;

    /// <summary>
    /// The indices of one kept sentence, or of two that belong together; none when the story is too short to spare one, or when none stands
    /// alone.
    /// </summary>
    public static IReadOnlyList<int> Choose(IReadOnlyList<string> sentences, double[] scores, IReadOnlyList<int> kept)
    {
        if (kept.Count < FewestSentences)
        {
            return [];
        }

        int[][] candidates = [.. Enumerable.Range(0, kept.Count - 2)
            .Select(position => UnitAt(sentences, kept, position))
            .Where(unit => unit.Length > 0)
            .OrderByDescending(unit => unit.Max(i => scores[i]) - (Phrasing.PresumesItsSubject(sentences[unit[0]]) ? PresumingPenalty : 0))
            .ThenBy(unit => unit[0])];
        return candidates.Length > 0 ? candidates[0] : [];
    }

    // The sentence and what leans on it, if that is one more at most and the whole can leave its place; else nothing.
    private static int[] UnitAt(IReadOnlyList<string> sentences, IReadOnlyList<int> kept, int position)
    {
        bool answers = position > 0 && Phrasing.LeansForward(sentences[kept[position - 1]]);
        if (answers || Phrasing.LeansBack(sentences[kept[position]]))
        {
            return [];
        }

        int length = LeansOnPrevious(sentences, kept, position + 1) ? 2 : 1;
        int[] unit = [.. kept.Skip(position).Take(length)];
        bool breaksNext = LeansOnPrevious(sentences, kept, position + length);
        int spoken = unit.Sum(i => Script.SpokenLengthOf(sentences[i]));
        return !breaksNext && spoken is >= Shortest and <= Longest ? unit : [];
    }

    private static bool LeansOnPrevious(IReadOnlyList<string> sentences, IReadOnlyList<int> kept, int position) =>
        position < kept.Count && SentenceSelection.LeansOn(sentences[kept[position - 1]], sentences[kept[position]]);
}
