namespace VideoPipeline.Drafts;

/// <summary>The size of the picture that a draft makes.</summary>
/// <param name="Width">In pixels; even, 16 to 7680, because H.264 halves the colours.</param>
/// <param name="Height">In pixels; even, 16 to 4320.</param>
public readonly record struct DraftCanvas(int Width, int Height)
{
    /// <summary>1920 x 1080.</summary>
    public static DraftCanvas FullHd { get; } = new(1920, 1080);

    /// <summary>Whether a video of this size can be made.</summary>
    public bool IsValid => Width is >= 16 and <= 7680 && Height is >= 16 and <= 4320 && Width % 2 == 0 && Height % 2 == 0;
}
