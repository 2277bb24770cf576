namespace VideoPipeline.Voice;

/// <summary>Uncompressed audio: PCM, 16 bit, little endian, one channel.</summary>
/// <param name="SampleRate">Samples per second, 8,000 to 192,000.</param>
/// <param name="Data">The samples, two bytes each.</param>
public sealed record PcmAudio(int SampleRate, ReadOnlyMemory<byte> Data)
{
    /// <summary>How many bytes a sample has.</summary>
    public const int BytesPerSample = 2;

    /// <summary>The length in samples.</summary>
    public int Samples => Data.Length / BytesPerSample;
}
