using System.Globalization;

namespace VideoPipeline.Exporter.Rendering;

/// <summary>An H.264 encoder of ffmpeg, and what the presets mean to it. Each has scales of its own for speed and quality.</summary>
/// <param name="Name">ffmpeg's name of it.</param>
/// <param name="Speeds">Its arguments for speed, one for each <see cref="RenderPreset"/>.</param>
/// <param name="QualityArgument">Its argument for constant quality; lower is better.</param>
/// <param name="Qualities">The quality, for each <see cref="RenderPreset"/>.</param>
internal sealed record VideoEncoder(string Name, IReadOnlyList<string> Speeds, string QualityArgument, IReadOnlyList<int> Qualities)
{
    /// <summary>The names that the setting knows, as a regular expression.</summary>
    public const string Names = "^(libx264|h264_nvenc|h264_qsv|h264_videotoolbox)$";

    // A frame is nearly the one before it, so looking at ten of them ahead finds little more than looking at five; and the light of a
    // picture does not change. bench/README.md has the figures.
    private const string FewAhead = "-x264-params rc-lookahead=5:weightp=0:scenecut=0";

    private static readonly VideoEncoder[] All =
    [
        new("libx264", ["-preset superfast", $"-preset veryfast {FewAhead}", "-preset medium"], "-crf", [30, 21, 18]),
        new("h264_nvenc", ["-preset p2", "-preset p4", "-preset p6"], "-rc vbr -b:v 0 -cq", [29, 23, 19]),
        new("h264_qsv", ["-preset veryfast", "-preset medium", "-preset slower"], "-global_quality", [28, 23, 19]),

        // the one whose scale goes up: to 100
        new("h264_videotoolbox", ["-realtime 0", "-realtime 0", "-realtime 0"], "-q:v", [45, 60, 75]),
    ];

    /// <summary>The encoder of that name.</summary>
    public static VideoEncoder Of(string name) => All.Single(e => e.Name == name);

    /// <summary>Its arguments for a preset.</summary>
    public string Arguments(RenderPreset preset) =>
        string.Create(CultureInfo.InvariantCulture, $"{Speeds[(int)preset]} {QualityArgument} {Qualities[(int)preset]}");
}
