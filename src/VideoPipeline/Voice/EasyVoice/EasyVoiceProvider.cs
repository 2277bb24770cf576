using Microsoft.Extensions.Options;

namespace VideoPipeline.Voice.EasyVoice;

/// <summary>
/// Speaks with an EasyVoice server: one task per request, so that its check of the language sees more than a sentence; the lengths of the
/// sentences are by the word times that the server gives beside the audio.
/// </summary>
/// <remarks>
/// At least four HTTP requests: the task, a look at it for every <see cref="EasyVoiceOptions.PollInterval"/>, audio, subtitles.
/// </remarks>
internal sealed class EasyVoiceProvider(EasyVoiceClient client, IOptions<VoiceOptions> options) : ISpeechProvider
{
    /// <summary>Its name in the setting <c>Voice:Provider</c>.</summary>
    public const string ProviderName = "easyvoice";

    /// <summary>The resource that its requests are counted for.</summary>
    public const string ResourceName = "tts:easyvoice";

    // the server refuses shorter texts
    private const int FewestCharacters = 5;

    // of the way that it asks and measures: to be raised when the same text sounds different
    private const int Version = 2;

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public string? Resource => ResourceName;

    /// <inheritdoc/>
    public string Fingerprint
    {
        get
        {
            EasyVoiceOptions easy = options.Value.EasyVoice;
            string[] voices = [easy.EnglishFemale, easy.EnglishMale, easy.ChineseFemale, easy.ChineseMale];
            return $"{ProviderName}:{Version}:{string.Join(':', voices)}:{easy.Rate}:{easy.Pitch}:{easy.Volume}";
        }
    }

    private INarratorVoices Voices => options.Value.EasyVoice;

    /// <summary>From 500 characters on the server cuts a text up by itself, and the times that it then gives drift.</summary>
    public int MostCharacters => 499;

    /// <inheritdoc/>
    public async Task<Speech> SpeakAsync(SpeechRequest request, CancellationToken cancellationToken)
    {
        EasyVoiceOptions easy = options.Value.EasyVoice;
        var order = new EasyVoiceOrder(TextOf(request), Voices.VoiceFor(request, "EasyVoice"), easy.Rate, easy.Pitch, easy.Volume);
        EasyVoiceResult result = await client.SpeakAsync(order, cancellationToken);
        if (result is not { File: { Length: > 0 } audioFile, Srt: { Length: > 0 } subtitleFile })
        {
            throw new HttpRequestException("EasyVoice names no files for a completed task.");
        }

        // the subtitles must be waited for, so the audio comes meanwhile
        Task<byte[]> downloaded = client.AudioAsync(audioFile, cancellationToken);
        Task<string> written = client.SubtitlesAsync(NameOf(subtitleFile), cancellationToken);
        await Task.WhenAll(downloaded, written);
        Mp3Audio audio = Mp3Audio.Read(await downloaded);
        string subtitles = await written;
        IReadOnlyList<SpokenSentence> sentences = SentenceTiming.Measure(request.Sentences, WordsOf(subtitles), audio)
            ?? throw new NarrationUnusableException(
                "EasyVoice's subtitles do not belong to the text that it spoke. Use a server whose subtitles have a cue for every word, " +
                "then retry the run.");
        return new Speech(audio, sentences);
    }

    private static string TextOf(SpeechRequest request)
    {
        bool chinese = request.Language == "zh";
        string text = string.Join(chinese ? "" : " ", request.Sentences).Trim();
        return text.PadRight(FewestCharacters, chinese ? '。' : '.');
    }

    // the server gives the subtitles' address, of which the download wants the name
    private static string NameOf(string file) => file[(file.LastIndexOf('/') + 1)..];

    private static IReadOnlyList<SubtitleCue> WordsOf(string subtitles)
    {
        try
        {
            return SrtDocument.Parse(subtitles).Cues;
        }
        catch (FormatException e)
        {
            throw new NarrationUnusableException(
                $"EasyVoice's subtitles are not SubRip: {e.Message} Check the server, then retry the run.", e);
        }
    }
}
