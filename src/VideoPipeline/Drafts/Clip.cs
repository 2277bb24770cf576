namespace VideoPipeline.Drafts;

/// <summary>How a segment lies on the canvas. Keyframes take the place of what they name.</summary>
public sealed record Clip
{
    /// <summary>Opacity, 0 to 1.</summary>
    public double Alpha { get; init; } = 1;

    /// <summary>Degrees, clockwise.</summary>
    public double Rotation { get; init; }

    /// <summary>Horizontal scale; 1 is the picture fitted into the canvas.</summary>
    public double ScaleX { get; init; } = 1;

    /// <summary>Vertical scale; 1 is the picture fitted into the canvas.</summary>
    public double ScaleY { get; init; } = 1;

    /// <summary>The middle's place, in half canvas widths to the right of the canvas's middle.</summary>
    public double X { get; init; }

    /// <summary>The middle's place, in half canvas heights above the canvas's middle.</summary>
    public double Y { get; init; }

    /// <summary>Whether left and right are swapped.</summary>
    public bool FlipHorizontal { get; init; }

    /// <summary>Whether top and bottom are swapped.</summary>
    public bool FlipVertical { get; init; }
}
