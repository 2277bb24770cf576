using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Voice.EasyVoice;

/// <summary>
/// How long each sentence of a text lasts, by the speech engine's own word times (subtitles with one cue per word): a sentence begins with
/// its first word and lasts until the next one begins, so together they are all of the audio.
/// </summary>
internal static class SentenceTiming
{
    // in letters: how far behind the last word that was found the next is looked for; engines leave out some words
    private const int Reach = 80;

    /// <summary>Measures sentences.</summary>
    /// <returns>Null when the words do not tell where most of the sentences begin, or leave no time for one.</returns>
    public static IReadOnlyList<SpokenSentence>? Measure(IReadOnlyList<string> sentences, IReadOnlyList<SubtitleCue> words, SpokenAudio audio)
    {
        int?[] starts = StartsOf(sentences, words, audio);
        int unknown = starts.Count(s => s is null);
        if (unknown > sentences.Count / 2)
        {
            return null;
        }

        int[] known = Complete(starts, sentences, audio.Samples);
        int[] ends = [.. known.Skip(1), audio.Samples];
        SpokenSentence[] spoken = [.. sentences.Select((s, i) => new SpokenSentence(s, ends[i] - known[i]))];
        return spoken.All(s => s.Samples > 0) ? spoken : null;
    }

    // In samples; null for a sentence whose words are not among the cues.
    private static int?[] StartsOf(IReadOnlyList<string> sentences, IReadOnlyList<SubtitleCue> words, SpokenAudio audio)
    {
        (string text, int[] sentenceOf) = Letters(sentences);
        int?[] starts = new int?[sentences.Count];
        starts[0] = 0;
        int at = 0;
        int latest = 0;
        foreach (SubtitleCue word in words)
        {
            string letters = LettersOf(word.Text);
            int reach = Math.Min(text.Length - at, Reach + letters.Length);
            int found = text.IndexOf(letters, at, reach, StringComparison.Ordinal);
            if (found < 0 || letters.Length == 0)
            {
                continue;
            }

            latest = Math.Clamp((int)(word.Start.TotalSeconds * audio.SampleRate), latest, audio.Samples);
            starts[sentenceOf[found]] ??= latest;
            at = found + letters.Length;
        }

        return starts;
    }

    // Sentences between two known starts share the time between them by their lengths to speak: an error ends at the next known one.
    private static int[] Complete(int?[] starts, IReadOnlyList<string> sentences, int samples)
    {
        int[] known = new int[starts.Length];
        for (int i = 1; i < starts.Length; i++)
        {
            if (starts[i] is { } start)
            {
                known[i] = start;
                continue;
            }

            int next = Array.FindIndex(starts, i, s => s is not null);
            int end = next < 0 ? samples : starts[next]!.Value;
            int before = WeightOf(sentences[i - 1]);
            int rest = Enumerable.Range(i, (next < 0 ? starts.Length : next) - i).Sum(j => WeightOf(sentences[j]));
            known[i] = known[i - 1] + (int)((long)(end - known[i - 1]) * before / (before + rest));
        }

        return known;
    }

    private static int WeightOf(string sentence) => Math.Max(1, Script.SpokenLengthOf(sentence));

    private static (string Text, int[] SentenceOf) Letters(IReadOnlyList<string> sentences)
    {
        string[] letters = [.. sentences.Select(LettersOf)];
        return (string.Concat(letters), [.. letters.SelectMany((l, i) => Enumerable.Repeat(i, l.Length))]);
    }

    private static string LettersOf(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
