using System.ComponentModel.DataAnnotations;

namespace VideoPipeline.Voice;

/// <summary>The settings of espeak-ng. Section <c>Voice:Espeak</c>. <c>espeak-ng --voices</c> lists the voices.</summary>
public sealed class EspeakOptions : INarratorVoices
{
    private const string VoiceName = "^[A-Za-z][A-Za-z0-9_+-]{0,59}$";

    /// <summary>The program: a name on the search path, or a path. Default: <c>espeak-ng</c>.</summary>
    [Required]
    public string Program { get; set; } = "espeak-ng";

    /// <summary>The female voice for English. Default: <c>en-us+f3</c>.</summary>
    [Required]
    [RegularExpression(VoiceName)]
    public string EnglishFemale { get; set; } = "en-us+f3";

    /// <summary>The male voice for English. Default: <c>en-us+m3</c>.</summary>
    [Required]
    [RegularExpression(VoiceName)]
    public string EnglishMale { get; set; } = "en-us+m3";

    /// <summary>
    /// The female voice for Chinese. Default: <c>cmn-latn-pinyin+f3</c>. The plain voice <c>cmn</c> of espeak-ng 1.51 reads many single
    /// characters as English letters and numbers.
    /// </summary>
    [Required]
    [RegularExpression(VoiceName)]
    public string ChineseFemale { get; set; } = "cmn-latn-pinyin+f3";

    /// <summary>The male voice for Chinese. Default: <c>cmn-latn-pinyin+m3</c>.</summary>
    [Required]
    [RegularExpression(VoiceName)]
    public string ChineseMale { get; set; } = "cmn-latn-pinyin+m3";

    /// <summary>The speed in words per minute. 80 to 450. Default: 155.</summary>
    [Range(80, 450)]
    public int Speed { get; set; } = 155;

    /// <summary>The pause after every sentence, in milliseconds. 0 to 3,000. Default: 350.</summary>
    [Range(0, 3_000)]
    public int PauseMs { get; set; } = 350;
}
