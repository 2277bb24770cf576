using System.ComponentModel.DataAnnotations;

namespace VideoPipeline.Voice.EasyVoice;

/// <summary>
/// The settings of EasyVoice. Section <c>Voice:EasyVoice</c>. Used only when <c>Voice:Provider</c> is <c>easyvoice</c>.
/// <c>GET /api/v1/tts/voiceList</c> of the server lists the voices.
/// </summary>
public sealed class EasyVoiceOptions : NeuralVoiceOptions
{
    /// <summary>
    /// The server's base URL, without <c>/api/v1/tts</c>. Default: <c>http://localhost:3000</c>; its Docker set-up listens at 9549.
    /// </summary>
    public string Url { get; set; } = "http://localhost:3000";

    /// <summary>Louder or softer, in percent with a sign. Default: <c>+0%</c>.</summary>
    [Required]
    [RegularExpression(Share)]
    public string Volume { get; set; } = "+0%";

    /// <summary>Higher or lower, in hertz with a sign. Default: <c>+0Hz</c>.</summary>
    [Required]
    [RegularExpression(@"^[+-]\d{1,3}Hz$")]
    public string Pitch { get; set; } = "+0Hz";

    /// <summary>How long to wait between two looks at a task. Each is a request. 0.01 to 30 seconds. Default: 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:30")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a task may take before it is given up. 1 second to 30 minutes. Default: 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan TaskTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long to wait before the subtitles are asked for, and before they are asked for again: the server writes them a moment after it
    /// has called the task completed. 0.01 to 10 seconds. Default: 0.3 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:10")]
    public TimeSpan SubtitleDelay { get; set; } = TimeSpan.FromSeconds(0.3);

    /// <summary>What is missing for the provider to work; one sentence each, naming the setting.</summary>
    internal IEnumerable<string> Problems()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
        {
            yield return "Voice:EasyVoice:Url must be an http or https URL, for example http://localhost:3000.";
        }
    }
}
