using System.ComponentModel.DataAnnotations;

namespace VideoPipeline.Drafts;

/// <summary>How drafts are made. Section <c>Drafts</c>.</summary>
public sealed class DraftOptions
{
    /// <summary>The canvas's width in pixels: even, 16 to 7680. Default: 1920.</summary>
    [Range(16, 7680)]
    public int CanvasWidth { get; set; } = 1920;

    /// <summary>The canvas's height in pixels: even, 16 to 4320. Default: 1080.</summary>
    [Range(16, 4320)]
    public int CanvasHeight { get; set; } = 1080;

    /// <summary>The frame rate. JianYing offers 24, 25, 30, 50 and 60. Default: 30.</summary>
    [Range(1, 60)]
    public int FramesPerSecond { get; set; } = 30;

    /// <summary>How many decibels the music is below the voice, 0 to 40. Default: 18.</summary>
    [Range(0, 40)]
    public double MusicUnderVoice { get; set; } = 18;

    /// <summary>A font file for title cards, tried before the well-known places. Default: none.</summary>
    public string? FontFile { get; set; }

    /// <summary>
    /// The folder in which JianYing keeps its drafts, as its own machine names it; only written into the draft's index card.
    /// Default: the setting <c>DRAFT_LOCAL_DIR</c>, else nothing.
    /// </summary>
    public string DraftsRoot { get; set; } = "";
}
