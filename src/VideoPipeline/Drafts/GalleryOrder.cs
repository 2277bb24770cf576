namespace VideoPipeline.Drafts;

/// <summary>Which file of a gallery comes when.</summary>
internal static class GalleryOrder
{
    /// <summary>
    /// Chooses among <paramref name="available"/> files without an end: all of them in random order before any comes again, and none twice
    /// in a row unless there is only one.
    /// </summary>
    public static IEnumerable<int> Choose(int available, SeededRandom random)
    {
        int? last = null;
        while (true)
        {
            int[] round = Shuffled(available, random);
            if (available > 1 && round[0] == last)
            {
                (round[0], round[^1]) = (round[^1], round[0]);
            }

            foreach (int file in round)
            {
                yield return file;
            }

            last = round[^1];
        }
    }

    private static int[] Shuffled(int count, SeededRandom random)
    {
        int[] items = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = random.Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }

        return items;
    }
}
