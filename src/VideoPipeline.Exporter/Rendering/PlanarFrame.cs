using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using VideoPipeline.Drafts;

namespace VideoPipeline.Exporter.Rendering;

/// <summary>
/// A frame as encoders take it: brightness, then the two colour differences of each square of four pixels (planar YUV 4:2:0, 8 bits,
/// BT.709, limited range). It is made here because that is a fraction of the work that ffmpeg's scaler has with it, and because less
/// than half of the bytes then go through the pipe.
/// </summary>
internal sealed class PlanarFrame(DraftCanvas size)
{
    /// <summary>ffmpeg's name of the format.</summary>
    public const string PixelFormat = "yuv420p";

    private const int PixelsAtOnce = 16;

    // sixteen bits after the point: BT.709's shares of red, green and blue, and 219 and 224 of 255 steps of the limited range
    private const int Bits = 16;
    private const int YRed = 11966;
    private const int YGreen = 40254;
    private const int YBlue = 4064;
    private const int URed = -6596;
    private const int UGreen = -22189;
    private const int UBlue = 28785;
    private const int VRed = 28785;
    private const int VGreen = -26145;
    private const int VBlue = -2640;
    private const int YGround = (16 << Bits) + (1 << (Bits - 1));

    // four pixels are summed up
    private const int ColorBits = Bits + 2;
    private const int ColorGround = (128 << ColorBits) + (1 << (ColorBits - 1));

    private readonly byte[] planes = new byte[size.Width * size.Height * 3 / 2];

    /// <summary>The three planes one after another.</summary>
    public ReadOnlyMemory<byte> Bytes => planes;

    /// <summary>Takes over a picture.</summary>
    /// <param name="pixels">Blue, green, red and a byte without meaning for each pixel, rows from the top.</param>
    public void Take(ReadOnlySpan<byte> pixels)
    {
        ReadOnlySpan<int> all = MemoryMarshal.Cast<byte, int>(pixels);
        int length = size.Width * size.Height;
        int half = size.Width / 2;
        for (int row = 0; row < size.Height; row += 2)
        {
            Span<byte> y = planes.AsSpan(row * size.Width, 2 * size.Width);
            Span<byte> u = planes.AsSpan(length + (row / 2 * half), half);
            Span<byte> v = planes.AsSpan(length + (length / 4) + (row / 2 * half), half);
            TakeRows(all.Slice(row * size.Width, size.Width), all.Slice((row + 1) * size.Width, size.Width), y, u, v);
        }
    }

    private static void TakeRows(ReadOnlySpan<int> upper, ReadOnlySpan<int> lower, Span<byte> y, Span<byte> u, Span<byte> v)
    {
        int width = upper.Length;
        int x = 0;
        for (; x + PixelsAtOnce <= width; x += PixelsAtOnce)
        {
            TakeSquares(upper[x..], lower[x..], y[x..], y[(width + x)..], u[(x / 2)..], v[(x / 2)..]);
        }

        for (; x < width; x += 2)
        {
            TakeSquare(upper.Slice(x, 2), lower.Slice(x, 2), y[x..], y[(width + x)..], out u[x / 2], out v[x / 2]);
        }
    }

    private static void TakeSquares(
        ReadOnlySpan<int> upper, ReadOnlySpan<int> lower, Span<byte> upperY, Span<byte> lowerY, Span<byte> u, Span<byte> v)
    {
        var upperLeft = Vector256.Create(upper);
        var upperRight = Vector256.Create(upper[8..]);
        var lowerLeft = Vector256.Create(lower);
        var lowerRight = Vector256.Create(lower[8..]);
        Bytes16(Brightness(upperLeft), Brightness(upperRight)).CopyTo(upperY);
        Bytes16(Brightness(lowerLeft), Brightness(lowerRight)).CopyTo(lowerY);
        Vector256<int> red = Sums(upperLeft, lowerLeft, upperRight, lowerRight, 16);
        Vector256<int> green = Sums(upperLeft, lowerLeft, upperRight, lowerRight, 8);
        Vector256<int> blue = Sums(upperLeft, lowerLeft, upperRight, lowerRight, 0);
        Vector256<int> first = ((red * URed) + (green * UGreen) + (blue * UBlue) + Vector256.Create(ColorGround)) >> ColorBits;
        Vector256<int> second = ((red * VRed) + (green * VGreen) + (blue * VBlue) + Vector256.Create(ColorGround)) >> ColorBits;
        Vector128<byte> both = Bytes16(first, second);
        MemoryMarshal.Write(u, both.AsUInt64().GetElement(0));
        MemoryMarshal.Write(v, both.AsUInt64().GetElement(1));
    }

    private static Vector256<int> Brightness(Vector256<int> pixels) =>
        ((Channel(pixels, 16) * YRed) + (Channel(pixels, 8) * YGreen) + (Channel(pixels, 0) * YBlue) + Vector256.Create(YGround)) >> Bits;

    private static Vector256<int> Channel(Vector256<int> pixels, int shift) => (pixels >>> shift) & Vector256.Create(0xFF);

    // a channel's sum over each square of four pixels, from the left to the right
    private static Vector256<int> Sums(
        Vector256<int> upperLeft, Vector256<int> lowerLeft, Vector256<int> upperRight, Vector256<int> lowerRight, int shift) =>
        Vector256.Narrow(
            Pairs(Channel(upperLeft, shift) + Channel(lowerLeft, shift)), Pairs(Channel(upperRight, shift) + Channel(lowerRight, shift))).AsInt32();

    // the sum of two neighbours, in the lower half of both
    private static Vector256<ulong> Pairs(Vector256<int> values) => (values.AsUInt64() + (values.AsUInt64() >>> 32)) & Vector256.Create(0xFFFFFFFFUL);

    private static Vector128<byte> Bytes16(Vector256<int> left, Vector256<int> right)
    {
        Vector256<ushort> words = Vector256.Narrow(left.AsUInt32(), right.AsUInt32());
        return Vector128.Narrow(words.GetLower(), words.GetUpper());
    }

    private static void TakeSquare(
        ReadOnlySpan<int> upper, ReadOnlySpan<int> lower, Span<byte> upperY, Span<byte> lowerY, out byte u, out byte v)
    {
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int i = 0; i < 2; i++)
        {
            upperY[i] = Brightness(upper[i]);
            lowerY[i] = Brightness(lower[i]);
            red += Channel(upper[i], 16) + Channel(lower[i], 16);
            green += Channel(upper[i], 8) + Channel(lower[i], 8);
            blue += Channel(upper[i], 0) + Channel(lower[i], 0);
        }

        u = (byte)(((red * URed) + (green * UGreen) + (blue * UBlue) + ColorGround) >> ColorBits);
        v = (byte)(((red * VRed) + (green * VGreen) + (blue * VBlue) + ColorGround) >> ColorBits);
    }

    private static byte Brightness(int pixel) =>
        (byte)(((Channel(pixel, 16) * YRed) + (Channel(pixel, 8) * YGreen) + (Channel(pixel, 0) * YBlue) + YGround) >> Bits);

    private static int Channel(int pixel, int shift) => (pixel >>> shift) & 0xFF;
}
