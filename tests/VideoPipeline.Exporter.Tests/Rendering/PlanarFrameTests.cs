using VideoPipeline.Drafts;
using VideoPipeline.Exporter.Rendering;

namespace VideoPipeline.Exporter.Tests.Rendering;

public sealed class PlanarFrameTests
{
    [Theory]
    [InlineData(255, 255, 255, 235, 128, 128)]
    [InlineData(0, 0, 0, 16, 128, 128)]
    [InlineData(255, 0, 0, 63, 102, 240)]
    [InlineData(0, 255, 0, 173, 42, 26)]
    [InlineData(0, 0, 255, 32, 240, 118)]
    public void Take_PlainColour_IsThatOfBt709InTheLimitedRange(byte red, byte green, byte blue, byte y, byte u, byte v)
    {
        // wide enough for both the fast way and the rest of a row
        var frame = new PlanarFrame(new DraftCanvas(38, 4));

        frame.Take(Enumerable.Range(0, 38 * 4).SelectMany(_ => (byte[])[blue, green, red, 255]).ToArray());

        frame.Bytes[..152].ToArray().Should().OnlyContain(b => b == y);
        frame.Bytes[152..190].ToArray().Should().OnlyContain(b => b == u);
        frame.Bytes[190..].ToArray().Should().OnlyContain(b => b == v);
    }

    [Fact]
    public void Take_AnyPixels_AreWithinAStepOfTheFormulaAtTheirPlaces()
    {
        const int Width = 54;
        const int Height = 6;
        byte[] pixels = new byte[Width * Height * 4];
        new Random(1).NextBytes(pixels);
        var frame = new PlanarFrame(new DraftCanvas(Width, Height));

        frame.Take(pixels);

        ReadOnlySpan<byte> bytes = frame.Bytes.Span;
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                double expected = 16 + (219 / 255.0 * Luma(pixels, x, y, Width));
                ((double)bytes[(y * Width) + x]).Should().BeApproximately(expected, 0.6);
                int square = (y / 2 * Width / 2) + (x / 2);
                ((double)bytes[(Width * Height) + square]).Should().BeApproximately(Difference(pixels, x, y, Width, 0, 1.8556), 0.6);
                ((double)bytes[(Width * Height * 5 / 4) + square]).Should().BeApproximately(Difference(pixels, x, y, Width, 2, 1.5748), 0.6);
            }
        }
    }

    private static double Luma(byte[] pixels, int x, int y, int width)
    {
        int at = ((y * width) + x) * 4;
        return (0.0722 * pixels[at]) + (0.7152 * pixels[at + 1]) + (0.2126 * pixels[at + 2]);
    }

    private static double Difference(byte[] pixels, int x, int y, int width, int channel, double scale)
    {
        (int X, int Y)[] square = [(x & ~1, y & ~1), (x | 1, y & ~1), (x & ~1, y | 1), (x | 1, y | 1)];
        double mean = square.Average(p => pixels[(((p.Y * width) + p.X) * 4) + channel] - Luma(pixels, p.X, p.Y, width));
        return 128 + (224 / 255.0 * mean / scale);
    }
}
