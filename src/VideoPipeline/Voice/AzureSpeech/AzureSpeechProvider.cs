using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Azure.Identity;
using Microsoft.Extensions.Options;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Voice.AzureSpeech;

/// <summary>
/// Speaks with Azure AI Speech by its REST API: one request for each sentence, since that API tells no times; so the length of each is that
/// of its own audio.
/// </summary>
internal sealed class AzureSpeechProvider(HttpClient http, IOptions<VoiceOptions> options) : ISpeechProvider
{
    /// <summary>Its name in the setting <c>Voice:Provider</c>.</summary>
    public const string ProviderName = "azure-speech";

    /// <summary>The resource that its requests are counted for.</summary>
    public const string ResourceName = "tts:azure-speech";

    // of the way that it asks: to be raised when the same text sounds different
    private const int Version = 1;

    private const int SampleRate = 24_000;
    private const int CharactersPerPrice = 1_000_000;
    private const int MostOfAReason = 300;

    private static readonly MediaTypeHeaderValue SsmlType = new("application/ssml+xml");

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public string? Resource => ResourceName;

    /// <inheritdoc/>
    public string Fingerprint
    {
        get
        {
            string[] voices = [Settings.EnglishFemale, Settings.EnglishMale, Settings.ChineseFemale, Settings.ChineseMale];
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{ProviderName}:{Version}:{string.Join(':', voices)}:{Settings.Rate}:{Settings.Pitch}:{Settings.PauseMs}:{Settings.Format}");
        }
    }

    /// <inheritdoc/>
    public int MostCharacters => 2_000;

    /// <summary>Each is a request, and requests are reserved four at a time at most.</summary>
    public int MostSentences => 4;

    private AzureSpeechOptions Settings => options.Value.AzureSpeech;

    private INarratorVoices Voices => Settings;

    /// <inheritdoc/>
    public decimal? CostOf(long characters) => Settings.Price * characters / CharactersPerPrice;

    /// <inheritdoc/>
    public async Task<Speech> SpeakAsync(SpeechRequest request, CancellationToken cancellationToken)
    {
        string voice = Voices.VoiceFor(request, "Azure AI Speech");
        var pieces = new List<SpokenAudio>();
        foreach (string sentence in request.Sentences)
        {
            pieces.Add(await SpeakAsync(sentence, voice, cancellationToken));
        }

        return new Speech(
            SpokenAudio.Join(pieces), [.. request.Sentences.Zip(pieces, (sentence, audio) => new SpokenSentence(sentence, audio.Samples))]);
    }

    private async Task<SpokenAudio> SpeakAsync(string sentence, string voice, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("cognitiveservices/v1", UriKind.Relative));
        request.Content = new StringContent(Ssml.Of(sentence, voice, Settings), Encoding.UTF8);
        request.Content.Headers.ContentType = SsmlType;
        request.Headers.Add("X-Microsoft-OutputFormat", Settings.Format);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("VideoPipeline", "1"));
        if (Settings.Key.Length > 0)
        {
            request.Headers.Add("Ocp-Apim-Subscription-Key", Settings.Key);
        }

        using HttpResponseMessage response = await SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw await FailureAsync(response, sentence, voice, cancellationToken);
        }

        byte[] audio = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return Settings.Format == AzureSpeechOptions.PcmFormat ? Pcm(audio) : Mp3Audio.Read(audio);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (AuthenticationFailedException e)
        {
            throw new ProviderRefusedException(
                $"The app has no identity that Azure AI Speech knows: {e.Message.Split('\n')[0]} Give it one, or set Voice:AzureSpeech:Key; then " +
                "retry the run.",
                e);
        }
    }

    private static PcmAudio Pcm(byte[] audio) => audio is { Length: > 0 } && audio.Length % PcmAudio.BytesPerSample == 0
        ? new PcmAudio(SampleRate, audio)
        : throw new InvalidDataException($"Azure AI Speech sent {audio.Length} bytes, which are no samples of 16 bit.");

    private static async Task<Exception> FailureAsync(
        HttpResponseMessage response, string sentence, string voice, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        string body = (await response.Content.ReadAsStringAsync(cancellationToken)).ReplaceLineEndings(" ").Trim();
        string reason = body.Length > 0 ? body[..Math.Min(body.Length, MostOfAReason)] : response.ReasonPhrase ?? "no reason given";
        return response.StatusCode switch
        {
            HttpStatusCode.BadRequest => new NarrationUnusableException(
                $"Azure AI Speech refuses the sentence \"{(sentence.Length <= 60 ? sentence : sentence[..60] + "…")}\" or the voice {voice}: {reason} " +
                "Set the voices of Voice:AzureSpeech to ones that its region has, or change the transcript; then retry the run."),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new ProviderRefusedException(
                $"Azure AI Speech does not let the app in ({status}): {reason} Check Voice:AzureSpeech:Key, or the identity's role and that " +
                "Voice:AzureSpeech:Url is the resource's own; then retry the run."),
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => new HttpRequestException(
                $"Azure AI Speech answered {status}: {reason}", null, response.StatusCode),
            _ => new ProviderRefusedException(
                $"Azure AI Speech refused the request ({status}): {reason} Check Voice:AzureSpeech:Url, then retry the run."),
        };
    }
}
