using System.Globalization;
using VideoPipeline.Voice;

namespace VideoPipeline.Story.Transcripts;

/// <summary>A source text, read and cut into sentences.</summary>
/// <param name="Language">The language by script: <c>en</c> or <c>zh</c>.</param>
/// <param name="Heading">The heading that the text begins with; null when it has none, as subtitles never do.</param>
/// <param name="Sentences">Its sentences in order; their indices are what a <see cref="StoryFramework"/> refers to.</param>
public sealed record Transcript(string Language, string? Heading, IReadOnlyList<TranscriptSentence> Sentences)
{
    /// <summary>Reads plain text, SubRip or WebVTT, whichever it is.</summary>
    /// <param name="text">The text, with or without a byte order mark, with any line ends.</param>
    /// <param name="minimumLength">The least that it must hold, in letters and digits; a Chinese character counts three.</param>
    /// <exception cref="TranscriptUnusableException">The text is empty, too short, broken SubRip or WebVTT, or not English or Chinese.</exception>
    public static Transcript Parse(string text, int minimumLength)
    {
        string clean = text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
        if (string.IsNullOrWhiteSpace(clean))
        {
            throw new TranscriptUnusableException("The transcript is empty. Upload the text of the video, as plain text, SRT or WebVTT.");
        }

        Transcript transcript = WebVttDocument.IsWebVtt(clean) ? FromSubtitles(clean, "WebVTT", WebVttDocument.Parse)
            : SrtDocument.IsSubRip(clean) ? FromSubtitles(clean, "SRT", t => SrtDocument.Parse(t).Cues)
            : FromPlainText(clean);
        int length = transcript.Sentences.Sum(s => Script.SpokenLengthOf(s.Text));
        return length >= minimumLength ? transcript : throw new TranscriptUnusableException(string.Create(
            CultureInfo.InvariantCulture,
            $"The transcript is too short for a story: it holds {length} letters to speak (a Chinese character counts {Script.HanWeight}), " +
            $"at least {minimumLength} are needed. Upload the whole text of the video."));
    }

    private static Transcript FromSubtitles(string text, string format, Func<string, IReadOnlyList<SubtitleCue>> parse)
    {
        IReadOnlyList<CaptionLine> captions;
        try
        {
            captions = CaptionReader.Read(parse(text));
        }
        catch (FormatException e)
        {
            throw new TranscriptUnusableException(
                $"The transcript looks like {format} but cannot be read. {e.Message} Mend that line and upload it again.", e);
        }

        if (captions.Count == 0)
        {
            throw new TranscriptUnusableException($"The transcript is {format} without any text in it. Upload one that has the words of the video.");
        }

        string language = LanguageOf(string.Concat(captions.Select(c => c.Text)));
        return new Transcript(language, null, [.. Unpunctuated.Restore(captions, language)
            .SelectMany((paragraph, index) => SentencesOf(paragraph, index))]);
    }

    private static Transcript FromPlainText(string text)
    {
        string language = LanguageOf(text);
        (string? heading, IReadOnlyList<string> paragraphs) = PlainTextReader.Read(text, language);
        return new Transcript(language, heading, [.. paragraphs.SelectMany(SentencesOf)]);
    }

    private static IEnumerable<TranscriptSentence> SentencesOf(string paragraph, int index) =>
        SentenceSplitter.Split(paragraph).Select(s => new TranscriptSentence(s, index));

    private static string LanguageOf(string text) => Script.LanguageOf(text)
        ?? throw new TranscriptUnusableException(
            "The transcript is neither English nor Chinese, the languages that stories are made in. Upload a translation.");
}
