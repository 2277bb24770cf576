using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Story.Extractive;

/// <summary>Finds sentences that say again, in nearly the same words, what one before them said.</summary>
internal static class NearDuplicates
{
    private const double SharedPart = 0.8;
    private const int ShingleWords = 3;
    private const int ShingleCharacters = 4;

    /// <summary>
    /// The indices of the repeats; the first occurrence is none. Compares shingles (runs of three words or four Chinese characters)
    /// through one table, so the time is linear in the text.
    /// </summary>
    public static IReadOnlySet<int> Find(IReadOnlyList<string> sentences)
    {
        var firstWith = new Dictionary<string, int>(StringComparer.Ordinal);
        var repeats = new HashSet<int>();
        for (int i = 0; i < sentences.Count; i++)
        {
            string[] shingles = ShinglesOf(sentences[i]);
            int mostShared = shingles
                .Where(firstWith.ContainsKey)
                .GroupBy(s => firstWith[s])
                .Select(g => g.Count())
                .DefaultIfEmpty(0)
                .Max();
            if (shingles.Length > 0 && mostShared >= SharedPart * shingles.Length)
            {
                repeats.Add(i);
                continue;
            }

            foreach (string shingle in shingles)
            {
                firstWith.TryAdd(shingle, i);
            }
        }

        return repeats;
    }

    // A sentence of fewer words is one shingle, marked by its ends so that it matches only a sentence like it.
    private static string[] ShinglesOf(string sentence)
    {
        string[] units = [.. Terms.WordsOf(sentence.ToLowerInvariant())
            .SelectMany(w => Script.IsHan(w[0]) ? w.Select(c => c.ToString()) : [w])];
        int size = units.Length > 0 && Script.IsHan(units[0][0]) ? ShingleCharacters : ShingleWords;
        return units.Length <= size
            ? [$"^{string.Join(' ', units)}$"]
            : [.. Enumerable.Range(0, units.Length - size + 1).Select(i => string.Join(' ', units.Skip(i).Take(size))).Distinct()];
    }
}
