namespace VideoPipeline.Voice;

/// <summary>The header of one frame of MPEG audio, layer III (ISO/IEC 11172-3 and 13818-3, and the half rates known as MPEG 2.5).</summary>
/// <param name="SampleRate">Samples per second.</param>
/// <param name="Samples">How many samples the frame gives.</param>
/// <param name="Length">How many bytes it has, its header included.</param>
internal readonly record struct Mp3Frame(int SampleRate, int Samples, int Length)
{
    private const int HeaderLength = 4;
    private const int TagHeaderLength = 10;

    private static readonly int[] KilobitsOfMpeg1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    private static readonly int[] KilobitsOfMpeg2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    private static readonly int[] RatesOfMpeg1 = [44_100, 48_000, 32_000];

    /// <summary>Reads the header that the bytes begin with; null when they begin with none.</summary>
    public static Mp3Frame? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength || bytes[0] != 0xFF || (bytes[1] & 0xE0) != 0xE0)
        {
            return null;
        }

        int version = (bytes[1] >> 3) & 3; // 0: MPEG 2.5, 2: MPEG 2, 3: MPEG 1
        int layer = (bytes[1] >> 1) & 3; // 1: layer III
        int bitRate = bytes[2] >> 4;
        int rate = (bytes[2] >> 2) & 3;
        if (version == 1 || layer != 1 || bitRate is 0 or 15 || rate == 3)
        {
            return null;
        }

        int sampleRate = RatesOfMpeg1[rate] >> (version switch { 3 => 0, 2 => 1, _ => 2 });
        int kilobits = (version == 3 ? KilobitsOfMpeg1 : KilobitsOfMpeg2)[bitRate];
        int samples = version == 3 ? 1152 : 576;
        int padding = (bytes[2] >> 1) & 1;
        int length = (samples / 8 * kilobits * 1000 / sampleRate) + padding;
        return new Mp3Frame(sampleRate, samples, length);
    }

    /// <summary>Whether a frame has no sound but tells how long the file is (Xing, Info, VBRI).</summary>
    public static bool IsInfo(ReadOnlySpan<byte> frame) =>
        frame.IndexOf("Xing"u8) is > 0 and < 64 || frame.IndexOf("Info"u8) is > 0 and < 64 || frame.IndexOf("VBRI"u8) is > 0 and < 64;

    /// <summary>Where the frames begin: after an ID3v2 tag, if there is one.</summary>
    public static int SkipTag(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < TagHeaderLength || !bytes.StartsWith("ID3"u8))
        {
            return 0;
        }

        int length = (bytes[6] << 21) | (bytes[7] << 14) | (bytes[8] << 7) | bytes[9];
        return Math.Min(bytes.Length, TagHeaderLength + length);
    }

    /// <summary>Whether an ID3v1 or APE tag begins here: what comes is no audio.</summary>
    public static bool IsTagAtEnd(ReadOnlySpan<byte> bytes) => bytes.StartsWith("TAG"u8) || bytes.StartsWith("APETAGEX"u8);
}
