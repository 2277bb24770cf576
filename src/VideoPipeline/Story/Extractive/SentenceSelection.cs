using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Story.Extractive;

/// <summary>
/// Chooses the sentences that a story keeps. A sentence goes only when none that is kept leans on it, so what stays reads on; a question
/// goes with its answer; the first one stays.
/// </summary>
internal static class SentenceSelection
{
    /// <summary>The indices of the kept sentences, ascending; at least one.</summary>
    /// <param name="sentences">All sentences.</param>
    /// <param name="scores">Their ranks.</param>
    /// <param name="most">The greatest spoken length kept, as far as the first sentence allows.</param>
    public static IReadOnlyList<int> Keep(IReadOnlyList<string> sentences, double[] scores, int most)
    {
        bool[] kept = Candidates(sentences);
        int[] lengths = [.. sentences.Select(Script.SpokenLengthOf)];
        int total = sentences.Index().Where(s => kept[s.Index]).Sum(s => lengths[s.Index]);
        int first = Array.IndexOf(kept, true);
        var weakest = new PriorityQueue<int, double>();
        for (int i = 0; i < sentences.Count; i++)
        {
            EnqueueIfFree(i);
        }

        while (total > most && weakest.TryDequeue(out int index, out _))
        {
            kept[index] = false;
            total -= lengths[index];
            if (index - 1 > first && kept[index - 1] && Phrasing.LeansForward(sentences[index - 1]))
            {
                kept[--index] = false;
                total -= lengths[index];
            }

            EnqueueIfFree(index - 1);
        }

        return [.. Enumerable.Range(0, kept.Length).Where(i => kept[i])];

        // once the sentence after it is gone, a sentence may become free; only then is it looked at again
        void EnqueueIfFree(int i)
        {
            bool needed = i + 1 < kept.Length && i >= 0 && kept[i + 1] && LeansOn(sentences[i], sentences[i + 1]);
            bool answersFirst = i == first + 1 && first >= 0 && Phrasing.LeansForward(sentences[first]);
            if (i > first && kept[i] && !needed && !answersFirst)
            {
                weakest.Enqueue(i, scores[i]);
            }
        }
    }

    /// <summary>Whether the second sentence loses its sense without the first.</summary>
    public static bool LeansOn(string before, string sentence) => Phrasing.LeansBack(sentence) || Phrasing.LeansForward(before);

    // Channel talk and repeats never get in, unless there is nothing else.
    private static bool[] Candidates(IReadOnlyList<string> sentences)
    {
        IReadOnlySet<int> repeats = NearDuplicates.Find(sentences);
        bool[] kept = [.. sentences.Select((s, i) => !repeats.Contains(i) && !Phrasing.IsChannelTalk(s))];
        if (!kept.Contains(true))
        {
            kept[0] = true;
        }

        return kept;
    }
}
