using SkiaSharp;
using VideoPipeline.Drafts;

namespace VideoPipeline.Exporter.Rendering;

/// <summary>
/// A picture as one segment shows it. It is scaled once, with a good filter, to the largest size that the segment needs; the frames
/// then take it at about its own size, where the fast filter is good enough and moves in fractions of a pixel.
/// </summary>
internal sealed class SegmentPicture : IDisposable
{
    // beyond this the picture is used as it is: its own size is then larger than anything a canvas can show
    private const double MaxPixels = 50_000_000;

    private readonly DraftCanvas canvas;
    private readonly double fitHeight;
    private readonly double fitWidth;
    private readonly SKImage image;
    private readonly Dictionary<KeyframeProperty, KeyframeList> keyframes;
    private readonly PictureSegment segment;

    private SegmentPicture(PictureSegment segment, DraftCanvas canvas, SKImage image, double fitWidth, double fitHeight)
    {
        this.segment = segment;
        this.canvas = canvas;
        this.image = image;
        this.fitWidth = fitWidth;
        this.fitHeight = fitHeight;
        keyframes = segment.Keyframes.ToDictionary(list => list.Property);
    }

    /// <summary>Loads the picture of a segment.</summary>
    /// <exception cref="RenderFailedException">The file is missing, is no picture, or has more than <see cref="PictureFile.MaxPixels"/>.</exception>
    public static SegmentPicture Load(PictureSegment segment, string file, DraftCanvas canvas)
    {
        using SKBitmap decoded = Decode(file);
        double fit = Math.Min((double)canvas.Width / decoded.Width, (double)canvas.Height / decoded.Height);
        (double fitWidth, double fitHeight) = (decoded.Width * fit, decoded.Height * fit);
        double largest = LargestScale(segment);
        bool usable = largest > 0 && fitWidth * fitHeight * largest * largest <= MaxPixels;
        SKImage image = usable
            ? Scaled(decoded, (int)Math.Ceiling(fitWidth * largest), (int)Math.Ceiling(fitHeight * largest))
            : SKImage.FromBitmap(decoded);
        return new SegmentPicture(segment, canvas, image, fitWidth, fitHeight);
    }

    /// <summary>Draws the picture as it is at a moment.</summary>
    /// <param name="target">What to draw on; its ground is the canvas.</param>
    /// <param name="offset">Microseconds from the segment's start; before and after the segment it stands still.</param>
    /// <param name="opacity">0 to 1, on top of the segment's own.</param>
    public void Draw(SKCanvas target, double offset, double opacity)
    {
        Clip clip = segment.Clip;
        double scaleX = At(KeyframeProperty.ScaleX, offset, clip.ScaleX);
        double scaleY = At(KeyframeProperty.ScaleY, offset, keyframes.ContainsKey(KeyframeProperty.ScaleX) ? scaleX : clip.ScaleY);
        double alpha = At(KeyframeProperty.Alpha, offset, clip.Alpha) * opacity;
        double width = fitWidth * scaleX;
        double height = fitHeight * scaleY;

        target.Save();
        target.Translate(
            (float)(canvas.Width / 2.0 * (1 + At(KeyframeProperty.PositionX, offset, clip.X))),
            (float)(canvas.Height / 2.0 * (1 - At(KeyframeProperty.PositionY, offset, clip.Y))));
        target.RotateDegrees((float)At(KeyframeProperty.Rotation, offset, clip.Rotation));
        target.Scale(
            (float)(width / image.Width * (clip.FlipHorizontal ? -1 : 1)),
            (float)(height / image.Height * (clip.FlipVertical ? -1 : 1)));
        using var paint = new SKPaint { Color = SKColors.White.WithAlpha((byte)Math.Round(Math.Clamp(alpha, 0, 1) * 255)) };
        target.DrawImage(image, -image.Width / 2f, -image.Height / 2f, new SKSamplingOptions(SKFilterMode.Linear), paint);
        target.Restore();
    }

    public void Dispose() => image.Dispose();

    private static SKBitmap Decode(string file)
    {
        using SKCodec? codec = File.Exists(file) ? SKCodec.Create(file) : null;
        if (codec is { Info: var info } && (long)info.Width * info.Height > PictureFile.MaxPixels)
        {
            throw new RenderFailedException(
                $"The draft's picture {Path.GetFileName(file)} has {info.Width} x {info.Height} pixels; at most 64 million are allowed.");
        }

        return (codec is null ? null : SKBitmap.Decode(codec))
            ?? throw new RenderFailedException($"The draft's picture {Path.GetFileName(file)} is missing or cannot be decoded.");
    }

    private static SKImage Scaled(SKBitmap decoded, int width, int height)
    {
        bool smaller = width < decoded.Width;
        SKSamplingOptions sampling = smaller
            ? new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
            : new SKSamplingOptions(SKCubicResampler.CatmullRom);
        var info = new SKImageInfo(Math.Max(width, 1), Math.Max(height, 1), SKColorType.Bgra8888, decoded.AlphaType);
        using SKBitmap scaled = decoded.Resize(info, sampling)
            ?? throw new RenderFailedException("There is not enough memory to scale a picture of the draft.");
        scaled.SetImmutable();
        return SKImage.FromBitmap(scaled);
    }

    private static double LargestScale(PictureSegment segment)
    {
        IEnumerable<double> animated = segment.Keyframes
            .Where(list => list.Property is KeyframeProperty.ScaleX or KeyframeProperty.ScaleY)
            .SelectMany(list => list.Keyframes.Select(keyframe => keyframe.Value));
        return animated.DefaultIfEmpty(Math.Max(segment.Clip.ScaleX, segment.Clip.ScaleY)).Max();
    }

    private double At(KeyframeProperty property, double offset, double otherwise) =>
        keyframes.TryGetValue(property, out KeyframeList? list) ? list.At(offset) : otherwise;
}
