using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using VideoPipeline.Voice.AzureSpeech;
using VideoPipeline.Voice.EasyVoice;

namespace VideoPipeline.Voice;

/// <summary>How stories are spoken. Section <c>Voice</c>.</summary>
public sealed class VoiceOptions : IValidatableObject
{
    /// <summary>
    /// The speech provider's name. Known: <c>espeak</c> (espeak-ng on this machine), <c>easyvoice</c> (an EasyVoice server),
    /// <c>azure-speech</c> (Azure AI Speech). Default: <c>espeak</c>.
    /// </summary>
    [AllowedValues(
        EspeakProvider.ProviderName,
        EasyVoiceProvider.ProviderName,
        AzureSpeechProvider.ProviderName,
        ErrorMessage = "Voice:Provider names an unknown speech provider. Known providers: espeak, easyvoice, azure-speech.")]
    public string Provider { get; set; } = "espeak";

    /// <summary>The narration's loudness in LUFS (ITU-R BS.1770, integrated). -30 to -5. Default: -16.</summary>
    [Range(-30.0, -5.0)]
    public double Loudness { get; set; } = -16;

    /// <summary>Whether the subtitles are written as the original wrote them, in lower case and without punctuation. Default: false.</summary>
    public bool PlainSubtitles { get; set; }

    /// <summary>The folder that ffmpeg and ffprobe lie in. Default: empty, that is wherever the search path finds them.</summary>
    public string FfmpegFolder { get; set; } = "";

    /// <summary>The settings of espeak-ng.</summary>
    [ValidateObjectMembers]
    public EspeakOptions Espeak { get; set; } = new();

    /// <summary>The settings of EasyVoice.</summary>
    [ValidateObjectMembers]
    public EasyVoiceOptions EasyVoice { get; set; } = new();

    /// <summary>The settings of Azure AI Speech.</summary>
    [ValidateObjectMembers]
    public AzureSpeechOptions AzureSpeech { get; set; } = new();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        IEnumerable<string> problems = Provider switch
        {
            EasyVoiceProvider.ProviderName => EasyVoice.Problems(),
            AzureSpeechProvider.ProviderName => AzureSpeech.Problems(),
            _ => [],
        };
        return problems.Select(p => new ValidationResult($"{p} Voice:Provider is \"{Provider}\"."));
    }
}

[OptionsValidator]
internal sealed partial class VoiceOptionsValidator : IValidateOptions<VoiceOptions>;
