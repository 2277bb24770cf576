using SkiaSharp;

namespace VideoPipeline.Drafts;

/// <summary>One face of a font file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Index">The face's place in a collection (<c>.ttc</c>), from 0.</param>
/// <param name="Family">The name by which other programs find it.</param>
public sealed record FontFile(string Path, int Index, string Family)
{
    /// <summary>How much taller than its em the face's line is: what programs that size a font by its line height multiply by.</summary>
    public double LineHeightPerEm()
    {
        using SKTypeface face = Open();
        using var font = new SKFont(face, 100);
        return (font.Metrics.Descent - font.Metrics.Ascent) / 100.0;
    }

    internal SKTypeface Open() =>
        SKTypeface.FromFile(Path, Index) ?? throw new InvalidOperationException($"The font file {Path} can no longer be read.");
}
