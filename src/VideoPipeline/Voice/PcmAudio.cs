namespace VideoPipeline.Voice;

/// <summary>Uncompressed audio: PCM, 16 bit, little endian, one channel.</summary>
/// <param name="Rate">Samples per second, 8,000 to 192,000.</param>
/// <param name="Data">The samples, two bytes each.</param>
public sealed record PcmAudio(int Rate, ReadOnlyMemory<byte> Data) : SpokenAudio
{
    /// <summary>How many bytes a sample has.</summary>
    public const int BytesPerSample = 2;

    /// <inheritdoc/>
    public override int SampleRate => Rate;

    /// <inheritdoc/>
    public override int Samples => Data.Length / BytesPerSample;

    internal override string Kind => "WAV";

    internal override string Extension => ".wav";
}
