using System.Buffers.Binary;
using System.Text;

namespace VideoPipeline.Voice;

/// <summary>
/// Reads and writes WAV files (RIFF, "Multimedia Programming Interface and Data Specifications 1.0"): PCM of 16 bit and one channel only.
/// A length that says more than there is, as programs write that stream, means all the rest.
/// </summary>
internal static class WavFile
{
    private const int HeaderLength = 44;
    private const short PcmFormat = 1;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">The file is not WAV, or not PCM of 16 bit and one channel.</exception>
    public static PcmAudio Read(ReadOnlyMemory<byte> file)
    {
        ReadOnlySpan<byte> bytes = file.Span;
        if (bytes.Length < 12 || !bytes[..4].SequenceEqual("RIFF"u8) || !bytes[8..12].SequenceEqual("WAVE"u8))
        {
            throw new InvalidDataException("The audio is not a WAV file.");
        }

        int rate = 0;
        for (int at = 12; at + 8 <= bytes.Length;)
        {
            ReadOnlySpan<byte> id = bytes.Slice(at, 4);
            int rest = bytes.Length - at - 8;
            int length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(bytes.Slice(at + 4, 4)), (uint)rest);
            if (id.SequenceEqual("fmt "u8))
            {
                rate = RateOf(bytes.Slice(at + 8, length));
            }
            else if (id.SequenceEqual("data"u8) && rate > 0)
            {
                return new PcmAudio(rate, file.Slice(at + 8, length - (length % PcmAudio.BytesPerSample)));
            }

            at += 8 + Math.Min(rest, length + (length % 2));
        }

        throw new InvalidDataException("The WAV file has no audio in it.");
    }

    /// <summary>Writes a whole file.</summary>
    public static async Task WriteAsync(Stream target, PcmAudio audio, CancellationToken cancellationToken)
    {
        await target.WriteAsync(Header(audio.SampleRate, audio.Data.Length), cancellationToken);
        await target.WriteAsync(audio.Data, cancellationToken);
    }

    /// <summary>The header of a file with so many bytes of samples after it.</summary>
    public static byte[] Header(int sampleRate, int dataLength)
    {
        byte[] header = new byte[HeaderLength];
        Span<byte> span = header;
        Encoding.ASCII.GetBytes("RIFF", span);
        BinaryPrimitives.WriteInt32LittleEndian(span[4..], HeaderLength - 8 + dataLength);
        Encoding.ASCII.GetBytes("WAVEfmt ", span[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(span[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(span[20..], PcmFormat);
        BinaryPrimitives.WriteInt16LittleEndian(span[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(span[24..], sampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(span[28..], sampleRate * PcmAudio.BytesPerSample);
        BinaryPrimitives.WriteInt16LittleEndian(span[32..], PcmAudio.BytesPerSample);
        BinaryPrimitives.WriteInt16LittleEndian(span[34..], 8 * PcmAudio.BytesPerSample);
        Encoding.ASCII.GetBytes("data", span[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(span[40..], dataLength);
        return header;
    }

    private static int RateOf(ReadOnlySpan<byte> format)
    {
        if (format.Length < 16
            || BinaryPrimitives.ReadInt16LittleEndian(format) != PcmFormat
            || BinaryPrimitives.ReadInt16LittleEndian(format[2..]) != 1
            || BinaryPrimitives.ReadInt16LittleEndian(format[14..]) != 8 * PcmAudio.BytesPerSample)
        {
            throw new InvalidDataException("The WAV file is not PCM of 16 bit and one channel.");
        }

        int rate = BinaryPrimitives.ReadInt32LittleEndian(format[4..]);
        return rate is >= 8_000 and <= 192_000 ? rate : throw new InvalidDataException($"The WAV file has {rate} samples per second.");
    }
}
