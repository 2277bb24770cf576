using System.ComponentModel.DataAnnotations;

namespace VideoPipeline.Exporter.Rendering;

/// <summary>How videos are encoded. Section <c>Exporter</c>.</summary>
internal sealed class RenderOptions
{
    /// <summary><c>draft</c>, <c>standard</c> or <c>high</c>. Default: <c>standard</c>.</summary>
    [EnumDataType(typeof(RenderPreset))]
    public RenderPreset Preset { get; set; } = RenderPreset.Standard;

    /// <summary>
    /// ffmpeg's encoder: <c>libx264</c>, or one of a graphics card: <c>h264_nvenc</c>, <c>h264_qsv</c>,
    /// <c>h264_videotoolbox</c>. Default: <c>libx264</c>.
    /// </summary>
    [Required]
    [RegularExpression(VideoEncoder.Names)]
    public string Encoder { get; set; } = "libx264";

    /// <summary>The sound's bit rate in kbit/s: 32 to 512. Default: 160.</summary>
    [Range(32, 512)]
    public int AudioKilobits { get; set; } = 160;

    /// <summary>A font file for subtitles, tried before the well-known places. Default: none.</summary>
    public string? FontFile { get; set; }

    /// <summary>The folder that ffmpeg and ffprobe lie in. Default: none; they are found by PATH.</summary>
    public string FfmpegFolder { get; set; } = "";
}
