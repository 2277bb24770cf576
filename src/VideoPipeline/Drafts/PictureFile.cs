using SkiaSharp;

namespace VideoPipeline.Drafts;

/// <summary>Makes a draft's picture of a user's file.</summary>
internal static class PictureFile
{
    /// <summary>The most pixels of a picture: decoded they take four bytes each.</summary>
    public const int MaxPixels = 64_000_000;

    private const int JpegQuality = 92;

    /// <summary>
    /// Reads the real size. A file that stands upright and that every editor shows alike stays as it is; one that is turned by its EXIF
    /// data, an animation or a bitmap is written anew, so that JianYing and the renderer cannot see it differently.
    /// </summary>
    /// <exception cref="PictureUnreadableException">It cannot be decoded, or has more than <see cref="MaxPixels"/>.</exception>
    public static Picture Read(string name, byte[] content)
    {
        using var data = SKData.CreateCopy(content);
        using SKCodec codec = SKCodec.Create(data)
            ?? throw new PictureUnreadableException($"The picture {name} is not a readable jpg, png, webp, bmp or gif file. Replace or remove it.");
        SKImageInfo info = codec.Info;
        if ((long)info.Width * info.Height > MaxPixels)
        {
            throw new PictureUnreadableException($"The picture {name} has {info.Width} x {info.Height} pixels; at most 64 million are allowed.");
        }

        bool upright = codec.EncodedOrigin == SKEncodedOrigin.TopLeft && codec.FrameCount <= 1;
        string? extension = codec.EncodedFormat switch
        {
            SKEncodedImageFormat.Jpeg => ".jpg",
            SKEncodedImageFormat.Png => ".png",
            SKEncodedImageFormat.Webp => ".webp",
            _ => null,
        };
        return upright && extension is not null
            ? new Picture(content, extension, info.Width, info.Height)
            : Redraw(name, codec);
    }

    private static Picture Redraw(string name, SKCodec codec)
    {
        using SKBitmap decoded = SKBitmap.Decode(codec)
            ?? throw new PictureUnreadableException($"The picture {name} is damaged. Replace or remove it.");
        SKEncodedOrigin origin = codec.EncodedOrigin;
        bool turned = origin >= SKEncodedOrigin.LeftTop;
        var info = new SKImageInfo(turned ? decoded.Height : decoded.Width, turned ? decoded.Width : decoded.Height);
        using var surface = SKSurface.Create(info);
        surface.Canvas.Clear(SKColors.Black);
        SKMatrix upright = Upright(origin, decoded.Width, decoded.Height);
        surface.Canvas.SetMatrix(upright);
        surface.Canvas.DrawBitmap(decoded, 0, 0, SKSamplingOptions.Default);
        using SKImage image = surface.Snapshot();
        using SKData encoded = image.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
        return new Picture(encoded.ToArray(), ".jpg", info.Width, info.Height);
    }

    // EXIF 2.3, tag 0x0112: where the first row and the first column of the stored picture are seen
    private static SKMatrix Upright(SKEncodedOrigin origin, int width, int height) => origin switch
    {
        SKEncodedOrigin.TopRight => Matrix(-1, 0, width, 0, 1, 0),
        SKEncodedOrigin.BottomRight => Matrix(-1, 0, width, 0, -1, height),
        SKEncodedOrigin.BottomLeft => Matrix(1, 0, 0, 0, -1, height),
        SKEncodedOrigin.LeftTop => Matrix(0, 1, 0, 1, 0, 0),
        SKEncodedOrigin.RightTop => Matrix(0, -1, height, 1, 0, 0),
        SKEncodedOrigin.RightBottom => Matrix(0, -1, height, -1, 0, width),
        SKEncodedOrigin.LeftBottom => Matrix(0, 1, 0, -1, 0, width),
        _ => SKMatrix.Identity,
    };

    private static SKMatrix Matrix(float scaleX, float skewX, float x, float skewY, float scaleY, float y) =>
        new(scaleX, skewX, x, skewY, scaleY, y, 0, 0, 1);
}
