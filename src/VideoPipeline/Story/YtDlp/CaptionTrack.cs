using System.Text.Json;
using System.Text.RegularExpressions;

namespace VideoPipeline.Story.YtDlp;

/// <summary>Captions that a video has.</summary>
/// <param name="Language">The name that yt-dlp knows them by, for example <c>en-GB</c>.</param>
/// <param name="IsAutomatic">Whether a machine wrote them.</param>
internal sealed partial record CaptionTrack(string Language, bool IsAutomatic)
{
    /// <summary>The best captions by what yt-dlp says of a video (<c>--dump-single-json</c>); null when there are none in the languages.</summary>
    /// <exception cref="JsonException">It is not JSON of that form.</exception>
    public static CaptionTrack? Choose(string json, IReadOnlyList<string> languages, bool automaticToo)
    {
        JsonElement video = JsonSerializer.Deserialize<JsonElement>(json);
        string? written = Best(NamesIn(video, "subtitles"), languages);
        string? automatic = written is null && automaticToo ? Best(NamesIn(video, "automatic_captions"), languages) : null;
        return written is not null ? new CaptionTrack(written, false)
            : automatic is not null ? new CaptionTrack(automatic, true)
            : null;
    }

    // Of a language: what was spoken (en-orig) before what may be a translation (en), before what is of a region (en-GB).
    private static string? Best(IReadOnlyList<string> names, IReadOnlyList<string> languages) => languages
        .SelectMany(l => names.Where(n => n == $"{l}-orig")
            .Concat(names.Where(n => string.Equals(n, l, StringComparison.OrdinalIgnoreCase)))
            .Concat(names.Where(n => n.StartsWith($"{l}-", StringComparison.OrdinalIgnoreCase))))
        .FirstOrDefault();

    private static string[] NamesIn(JsonElement video, string member) =>
        video.ValueKind == JsonValueKind.Object && video.TryGetProperty(member, out JsonElement tracks) && tracks.ValueKind == JsonValueKind.Object
            ? [.. tracks.EnumerateObject().Select(t => t.Name).Where(n => LanguageName().IsMatch(n))]
            : [];

    // it becomes an argument of yt-dlp, which reads it as a pattern
    [GeneratedRegex(@"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,20})*\z", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageName();
}
