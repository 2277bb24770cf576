using System.ComponentModel.DataAnnotations;

namespace VideoPipeline.Exporter.Rendering;

/// <summary>How videos are encoded. Section <c>Exporter</c>.</summary>
internal sealed class RenderOptions
{
    /// <summary>x264's preset: from <c>ultrafast</c> to <c>veryslow</c>. Default: <c>veryfast</c>.</summary>
    [Required]
    [RegularExpression("^(ultrafast|superfast|veryfast|faster|fast|medium|slow|slower|veryslow)$")]
    public string Preset { get; set; } = "veryfast";

    /// <summary>x264's constant rate factor: 0 (lossless) to 51. Default: 21.</summary>
    [Range(0, 51)]
    public int Quality { get; set; } = 21;

    /// <summary>The sound's bit rate in kbit/s: 32 to 512. Default: 160.</summary>
    [Range(32, 512)]
    public int AudioKilobits { get; set; } = 160;

    /// <summary>A font file for subtitles, tried before the well-known places. Default: none.</summary>
    public string? FontFile { get; set; }

    /// <summary>The folder that ffmpeg and ffprobe lie in. Default: none; they are found by PATH.</summary>
    public string FfmpegFolder { get; set; } = "";
}
