namespace VideoPipeline.Voice;

/// <summary>
/// Frames of MPEG audio, layer III, and nothing else: pieces of it can be put one after the other as they are. A piece lasts as long as its
/// frames do, so its length is known without decoding it.
/// </summary>
public sealed record Mp3Audio : SpokenAudio
{
    private Mp3Audio(int rate, int samples, ReadOnlyMemory<byte> data) => (SampleRate, Samples, Data) = (rate, samples, data);

    /// <inheritdoc/>
    public override int SampleRate { get; }

    /// <inheritdoc/>
    public override int Samples { get; }

    /// <summary>The frames.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    internal override string Kind => "mp3";

    internal override string Extension => ".mp3";

    /// <summary>Reads a file: its tags, and the frame that only tells its length, are left out.</summary>
    /// <exception cref="InvalidDataException">It is no mp3, or changes its sample rate.</exception>
    public static Mp3Audio Read(ReadOnlyMemory<byte> file)
    {
        ReadOnlySpan<byte> bytes = file.Span;
        int start = Mp3Frame.SkipTag(bytes);
        using var frames = new MemoryStream(bytes.Length);
        int rate = 0;
        int samples = 0;
        for (int at = start; at < bytes.Length && !Mp3Frame.IsTagAtEnd(bytes[at..]);)
        {
            if (Mp3Frame.Read(bytes[at..]) is not { } frame)
            {
                throw new InvalidDataException($"The audio is no mp3, or broken, at byte {at} of {bytes.Length}.");
            }

            if (frame.Length > bytes.Length - at)
            {
                break; // the last frame is cut off, as streams end: a few hundredths of a second of fading
            }

            if (rate != 0 && rate != frame.SampleRate)
            {
                throw new InvalidDataException($"The mp3 changes from {rate} to {frame.SampleRate} samples per second.");
            }

            rate = frame.SampleRate;
            if (frames.Length > 0 || !Mp3Frame.IsInfo(bytes.Slice(at, frame.Length)))
            {
                frames.Write(bytes.Slice(at, frame.Length));
                samples += frame.Samples;
            }

            at += frame.Length;
        }

        return samples > 0 ? new Mp3Audio(rate, samples, frames.ToArray()) : throw new InvalidDataException("The audio is empty.");
    }
}
