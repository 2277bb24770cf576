using System.ComponentModel.DataAnnotations;
using VideoPipeline.Limits;

namespace VideoPipeline.Voice;

/// <summary>The settings that services share which speak with Microsoft's neural voices.</summary>
public abstract class NeuralVoiceOptions : RemoteCallOptions, INarratorVoices
{
    /// <summary>A share in percent, with a sign.</summary>
    protected const string Share = @"^[+-]\d{1,3}%$";

    private const string VoiceName = "^[A-Za-z]{2,3}-[A-Za-z0-9:-]{1,80}$";

    /// <summary>The female voice for English. Default: <c>en-US-AvaNeural</c>.</summary>
    [Required]
    [RegularExpression(VoiceName)]
    public string EnglishFemale { get; set; } = "en-US-AvaNeural";

    /// <summary>The male voice for English. Default: <c>en-US-BrianNeural</c>.</summary>
    [Required]
    [RegularExpression(VoiceName)]
    public string EnglishMale { get; set; } = "en-US-BrianNeural";

    /// <summary>The female voice for Chinese. Default: <c>zh-CN-XiaoxiaoNeural</c>.</summary>
    [Required]
    [RegularExpression(VoiceName)]
    public string ChineseFemale { get; set; } = "zh-CN-XiaoxiaoNeural";

    /// <summary>The male voice for Chinese. Default: <c>zh-CN-YunxiNeural</c>.</summary>
    [Required]
    [RegularExpression(VoiceName)]
    public string ChineseMale { get; set; } = "zh-CN-YunxiNeural";

    /// <summary>Faster or slower than the voice by itself, in percent with a sign. Default: <c>+0%</c>.</summary>
    [Required]
    [RegularExpression(Share)]
    public string Rate { get; set; } = "+0%";
}
