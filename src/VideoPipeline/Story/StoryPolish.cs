using System.Text.Json.Serialization;

namespace VideoPipeline.Story;

/// <summary>What is changed in a story once all of it is there: seams, repetitions, names that differ. Kept as <c>parts/polish.json</c>.</summary>
/// <param name="Edits">The changes, in the order in which they are made; each fits the story as those before it have left it.</param>
public sealed record StoryPolish([property: JsonPropertyName("edits")] IReadOnlyList<StoryEdit> Edits)
{
    /// <summary>No change.</summary>
    public static StoryPolish None { get; } = new([]);

    /// <summary>The segments with the changes made.</summary>
    /// <exception cref="InvalidOperationException">A change does not fit: it was made for other segments.</exception>
    public IReadOnlyList<string> ApplyTo(IReadOnlyList<string> segments)
    {
        string[] changed = [.. segments];
        foreach (StoryEdit edit in Edits)
        {
            changed[edit.Segment] = edit.TryApply(changed[edit.Segment])
                ?? throw new InvalidOperationException($"The polish changes \"{edit.Find}\", which segment {edit.Segment} does not say once.");
        }

        return changed;
    }
}

/// <summary>One change: a passage that stands exactly once in its segment, and what takes its place.</summary>
/// <param name="Segment">The segment's index, from 0.</param>
/// <param name="Find">The passage.</param>
/// <param name="Replace">What takes its place; may be empty.</param>
public sealed record StoryEdit(
    [property: JsonPropertyName("segment")] int Segment,
    [property: JsonPropertyName("find")] string Find,
    [property: JsonPropertyName("replace")] string Replace)
{
    /// <summary>The text with the change made; null when the passage does not stand in it exactly once.</summary>
    public string? TryApply(string text)
    {
        int at = text.IndexOf(Find, StringComparison.Ordinal);
        bool isOnce = at >= 0 && text.IndexOf(Find, at + 1, StringComparison.Ordinal) < 0;
        return isOnce ? string.Concat(text.AsSpan(0, at), Replace, text.AsSpan(at + Find.Length)) : null;
    }
}
