using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Story.Extractive;

/// <summary>
/// Cuts a story into chapters where its words change (the idea of Hearst's TextTiling: compare the terms before and after each gap), never
/// in front of a sentence that leans back if it can be helped. The cuts are the cheapest by dynamic programming over places and sizes.
/// </summary>
internal static class ChapterCuts
{
    private const int Window = 4;
    private const double SizeWeight = 1.5;
    private const double LeaningPenalty = 3;
    private const double ParagraphBonus = 0.6;

    /// <summary>The index of the first sentence of each chapter; the first is 0.</summary>
    /// <param name="sentences">The story's sentences.</param>
    /// <param name="length">The spoken length that a chapter should have.</param>
    public static IReadOnlyList<int> Find(IReadOnlyList<TranscriptSentence> sentences, int length)
    {
        int[] ends = RunningLengths(sentences);
        double chapters = Math.Max(1, Math.Round((double)ends[^1] / length));
        double target = ends[^1] / chapters;
        double[] gapCosts = GapCosts(sentences);
        int count = sentences.Count;
        double[] costs = new double[count + 1];
        int[] from = new int[count + 1];
        for (int end = 1; end <= count; end++)
        {
            costs[end] = double.MaxValue;
            for (int start = end - 1; start >= 0 && (start == end - 1 || ends[end] - ends[start] <= 2 * target); start--)
            {
                double off = (ends[end] - ends[start] - target) / target;
                double cost = costs[start] + (SizeWeight * off * off) + (start == 0 ? 0 : gapCosts[start]);
                if (cost < costs[end])
                {
                    (costs[end], from[end]) = (cost, start);
                }
            }
        }

        var cuts = new List<int>();
        for (int at = count; at > 0; at = from[at])
        {
            cuts.Add(from[at]);
        }

        cuts.Reverse();
        return cuts;
    }

    private static int[] RunningLengths(IReadOnlyList<TranscriptSentence> sentences)
    {
        int[] ends = new int[sentences.Count + 1];
        for (int i = 0; i < sentences.Count; i++)
        {
            ends[i + 1] = ends[i] + Math.Max(1, Script.SpokenLengthOf(sentences[i].Text));
        }

        return ends;
    }

    private static double[] GapCosts(IReadOnlyList<TranscriptSentence> sentences)
    {
        string[][] terms = [.. sentences.Select(s => Terms.Of(s.Text).ToArray())];
        double[] costs = new double[sentences.Count];
        for (int i = 1; i < costs.Length; i++)
        {
            IEnumerable<string> before = terms[Math.Max(0, i - Window)..i].SelectMany(t => t);
            IEnumerable<string> after = terms[i..Math.Min(terms.Length, i + Window)].SelectMany(t => t);
            bool leans = SentenceSelection.LeansOn(sentences[i - 1].Text, sentences[i].Text);
            bool paragraph = sentences[i - 1].Paragraph != sentences[i].Paragraph;
            costs[i] = Cosine(before, after) + (leans ? LeaningPenalty : 0) - (paragraph ? ParagraphBonus : 0);
        }

        return costs;
    }

    private static double Cosine(IEnumerable<string> left, IEnumerable<string> right)
    {
        Dictionary<string, int> a = left.GroupBy(t => t).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        Dictionary<string, int> b = right.GroupBy(t => t).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        double dot = a.Sum(t => t.Value * b.GetValueOrDefault(t.Key));
        double norm = Math.Sqrt(a.Values.Sum(v => (double)v * v) * b.Values.Sum(v => (double)v * v));
        return norm > 0 ? dot / norm : 0;
    }
}
