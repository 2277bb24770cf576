using SkiaSharp;
using VideoPipeline.Drafts;

namespace VideoPipeline.Tests.Drafts;

public sealed class PictureFileTests
{
    // EXIF with one entry, the orientation (tag 0x0112)
    private static readonly byte[] ExifHead =
    [
        0xFF, 0xE1, 0x00, 0x22, 0x45, 0x78, 0x69, 0x66, 0x00, 0x00, 0x4D, 0x4D, 0x00, 0x2A, 0x00, 0x00, 0x00, 0x08,
        0x00, 0x01, 0x01, 0x12, 0x00, 0x03, 0x00, 0x00, 0x00, 0x01,
    ];

    [Fact]
    public void Read_UprightJpeg_StaysAsItIs()
    {
        byte[] file = Encoded(SKEncodedImageFormat.Jpeg);

        Picture picture = PictureFile.Read("a.jpg", file);

        picture.Content.Should().Equal(file);
        (picture.Width, picture.Height, picture.Extension).Should().Be((64, 32, ".jpg"));
    }

    [Fact]
    public void Read_WrongExtension_GoesByTheContent() =>
        PictureFile.Read("a.jpg", Encoded(SKEncodedImageFormat.Png)).Extension.Should().Be(".png");

    // where the red corner, which is stored at the top left, is to be seen
    [Theory]
    [InlineData(1, 64, 32, 0, 0)]
    [InlineData(2, 64, 32, 1, 0)]
    [InlineData(3, 64, 32, 1, 1)]
    [InlineData(4, 64, 32, 0, 1)]
    [InlineData(5, 32, 64, 0, 0)]
    [InlineData(6, 32, 64, 1, 0)]
    [InlineData(7, 32, 64, 1, 1)]
    [InlineData(8, 32, 64, 0, 1)]
    public void Read_JpegTurnedByExif_IsUpright(byte orientation, int width, int height, int right, int bottom)
    {
        byte[] jpeg = Encoded(SKEncodedImageFormat.Jpeg);
        byte[] turned = [.. jpeg[..2], .. ExifHead, 0x00, orientation, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, .. jpeg[2..]];

        Picture picture = PictureFile.Read("a.jpg", turned);

        (picture.Width, picture.Height).Should().Be((width, height));
        using SKBitmap seen = SKBitmap.Decode(picture.Content);
        (seen.Width, seen.Height).Should().Be((width, height));
        SKColor corner = seen.GetPixel(right * (width - 4), bottom * (height - 4));
        corner.Red.Should().BeGreaterThan(150);
        corner.Blue.Should().BeLessThan(100);
    }

    [Fact]
    public void Read_FileThatIsNoPicture_SaysWhichOne()
    {
        Action act = () => PictureFile.Read("holiday.jpg", "not a picture at all"u8.ToArray());

        act.Should().Throw<PictureUnreadableException>().WithMessage("*holiday.jpg*");
    }

    private static byte[] Encoded(SKEncodedImageFormat format)
    {
        using var surface = SKSurface.Create(new SKImageInfo(64, 32));
        using var red = new SKPaint { Color = SKColors.Red };
        surface.Canvas.Clear(SKColors.Blue);
        surface.Canvas.DrawRect(0, 0, 16, 16, red);
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(format, 95);
        return data.ToArray();
    }
}
