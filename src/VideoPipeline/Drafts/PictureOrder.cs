namespace VideoPipeline.Drafts;

/// <summary>Which picture of a gallery is shown when.</summary>
internal static class PictureOrder
{
    /// <summary>
    /// Chooses <paramref name="shown"/> times among <paramref name="available"/> pictures: all of them in random order before any comes again, and none
    /// twice in a row unless there is only one.
    /// </summary>
    public static IReadOnlyList<int> Choose(int available, int shown, SeededRandom random)
    {
        var order = new List<int>(shown);
        while (order.Count < shown)
        {
            int[] round = Shuffled(available, random);
            if (available > 1 && order.Count > 0 && round[0] == order[^1])
            {
                (round[0], round[^1]) = (round[^1], round[0]);
            }

            order.AddRange(round.Take(shown - order.Count));
        }

        return order;
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
