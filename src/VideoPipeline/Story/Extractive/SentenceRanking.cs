using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Story.Extractive;

/// <summary>
/// Ranks sentences by how near they are to the centroid of the whole text (Radev's centroid method: the sum of the weights of a sentence's
/// terms), damped by length, with more for what opens the text or a paragraph, for the end, and for striking words. Linear in the text.
/// </summary>
internal static class SentenceRanking
{
    private const double LengthDamping = 0.75;
    private const double OpeningBonus = 0.25;
    private const double ParagraphBonus = 0.4;
    private const double EndBonus = 0.25;
    private const double StrikingBonus = 0.4;

    /// <summary>The score of each sentence by its place and its words: what a story keeps.</summary>
    public static double[] ByPlace(IReadOnlyList<TranscriptSentence> sentences)
    {
        double[] scores = ByWords(sentences);
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] += BonusOf(sentences, i);
        }

        return scores;
    }

    /// <summary>The score of each sentence by its words alone: 0 for one without terms; about 1 on average.</summary>
    public static double[] ByWords(IReadOnlyList<TranscriptSentence> sentences)
    {
        string[][] terms = [.. sentences.Select(s => Terms.Of(s.Text).Distinct().ToArray())];
        Dictionary<string, int> frequency = terms.SelectMany(t => t).GroupBy(t => t).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        double[] scores = [.. terms.Select(t => t.Sum(term => Math.Log2(1 + frequency[term])) / Math.Pow(t.Length + 2, LengthDamping))];
        double mean = scores.Length == 0 ? 1 : scores.Average();
        for (int i = 0; i < scores.Length; i++)
        {
            double normalized = mean > 0 ? scores[i] / mean : 0;
            double striking = Phrasing.IsStriking(sentences[i].Text) ? StrikingBonus : 0;
            scores[i] = (normalized * FitnessOf(sentences[i].Text)) + striking;
        }

        return scores;
    }

    private static double BonusOf(IReadOnlyList<TranscriptSentence> sentences, int index)
    {
        double position = sentences.Count < 2 ? 0 : (double)index / (sentences.Count - 1);
        bool opensParagraph = index == 0 || sentences[index - 1].Paragraph != sentences[index].Paragraph;
        return (position < 0.1 ? OpeningBonus : position > 0.95 ? EndBonus : 0)
            + (opensParagraph ? ParagraphBonus : 0);
    }

    // Fragments and endless sentences are hard to follow by ear.
    private static double FitnessOf(string sentence) => Script.SpokenLengthOf(sentence) switch
    {
        < 15 => 0.6,
        < 30 => 0.85,
        > 400 => 0.6,
        > 260 => 0.85,
        _ => 1,
    };
}
