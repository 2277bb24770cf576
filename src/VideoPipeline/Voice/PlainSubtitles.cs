namespace VideoPipeline.Voice;

/// <summary>Subtitles as the original wrote them: lower case, without punctuation.</summary>
internal static class PlainSubtitles
{
    private const string Chinese = "，。！？；：（）【】《》、…—·“”‘’「」『』";

    /// <summary>The same cues in that form; those that have nothing but punctuation are left out.</summary>
    public static SrtDocument Of(SrtDocument document) => new([.. document.Cues
        .Select(c => c with { Text = string.Join('\n', c.Text.Split('\n').Select(Plain).Where(l => l.Length > 0)) })
        .Where(c => c.Text.Length > 0)]);

    private static string Plain(string line)
    {
        string kept = string.Concat(line.Where(c => !IsMark(c))).ToLowerInvariant();
        return string.Join(' ', kept.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static bool IsMark(char c) => char.IsAscii(c) && (char.IsPunctuation(c) || char.IsSymbol(c)) || Chinese.Contains(c, StringComparison.Ordinal);
}
