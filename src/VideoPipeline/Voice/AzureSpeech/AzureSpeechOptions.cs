using System.ComponentModel.DataAnnotations;

namespace VideoPipeline.Voice.AzureSpeech;

/// <summary>The settings of Azure AI Speech. Section <c>Voice:AzureSpeech</c>. Used only when <c>Voice:Provider</c> is <c>azure-speech</c>.</summary>
public sealed class AzureSpeechOptions : NeuralVoiceOptions
{
    /// <summary>Samples, which ffmpeg makes the narration of.</summary>
    internal const string PcmFormat = "raw-24khz-16bit-mono-pcm";

    /// <summary>
    /// The endpoint: with a key <c>https://REGION.tts.speech.microsoft.com</c>, with the app's identity the resource's own,
    /// <c>https://NAME.cognitiveservices.azure.com/tts</c>.
    /// </summary>
    public string Url { get; set; } = "";

    /// <summary>The key; empty to use the app's identity, which needs the role Cognitive Services Speech User. Never logged.</summary>
    public string Key { get; set; } = "";

    /// <summary>Higher or lower, in percent with a sign. Default: <c>+0%</c>.</summary>
    [Required]
    [RegularExpression(Share)]
    public string Pitch { get; set; } = "+0%";

    /// <summary>The pause after every sentence, in milliseconds. 0 to 3,000. Default: 300.</summary>
    [Range(0, 3_000)]
    public int PauseMs { get; set; } = 300;

    /// <summary>
    /// What the service sends: <c>raw-24khz-16bit-mono-pcm</c> (the default), or <c>audio-24khz-96kbitrate-mono-mp3</c>, of which the narration
    /// can be joined where there is no ffmpeg.
    /// </summary>
    [AllowedValues(PcmFormat, "audio-24khz-96kbitrate-mono-mp3")]
    public string Format { get; set; } = PcmFormat;

    /// <summary>What a million characters cost, in any currency. Default: none, so that no cost is told.</summary>
    [Range(0.0, 1_000_000.0)]
    public decimal? Price { get; set; }

    /// <summary>What is missing for the provider to work; one sentence each, naming the setting.</summary>
    internal IEnumerable<string> Problems()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
        {
            yield return "Voice:AzureSpeech:Url must be an http or https URL: https://REGION.tts.speech.microsoft.com with a key, " +
                "https://NAME.cognitiveservices.azure.com/tts with an identity.";
        }
    }
}
