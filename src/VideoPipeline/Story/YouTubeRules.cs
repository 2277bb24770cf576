using System.Text;

namespace VideoPipeline.Story;

/// <summary>What YouTube takes of an upload's metadata (YouTube Data API, resource <c>videos</c>, part <c>snippet</c>).</summary>
internal static class YouTubeRules
{
    /// <summary>The most characters of a title.</summary>
    public const int MostTitle = 100;

    // YouTube counts the description in bytes, not in characters
    private const int MostDescriptionBytes = 5000;
    private const int MostTags = 500;
    private const int TagCount = 15;

    /// <summary>The same metadata, cut down to what YouTube takes.</summary>
    public static YouTubeMetadata Apply(YouTubeMetadata metadata) => new(
        Limit(Allowed(metadata.Title), MostTitle),
        LimitBytes(Allowed(metadata.Description)),
        Tags(metadata.Tags),
        metadata.ImagePrompt);

    // YouTube counts a comma between two tags and quotes around one with a space.
    private static List<string> Tags(IReadOnlyList<string> candidates)
    {
        var tags = new List<string>();
        int length = 0;
        foreach (string tag in candidates.Select(Allowed).Where(t => t.Length is > 1 and <= 60))
        {
            int cost = tag.Length + (tag.Contains(' ', StringComparison.Ordinal) ? 2 : 0) + (tags.Count > 0 ? 1 : 0);
            if (tags.Count < TagCount && length + cost <= MostTags)
            {
                tags.Add(tag);
                length += cost;
            }
        }

        return tags;
    }

    private static string Allowed(string text) =>
        text.Replace("<", "", StringComparison.Ordinal).Replace(">", "", StringComparison.Ordinal);

    private static string LimitBytes(string text)
    {
        int room = MostDescriptionBytes;
        int end = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
            {
                return Limit(text, Math.Max(1, end - 2));
            }

            end += rune.Utf16SequenceLength;
        }

        return text;
    }

    private static string Limit(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        int end = most - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }
}
