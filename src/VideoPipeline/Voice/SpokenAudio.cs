namespace VideoPipeline.Voice;

/// <summary>Audio of one channel, as a provider gave it: samples or mp3.</summary>
public abstract record SpokenAudio
{
    /// <summary>Samples per second.</summary>
    public abstract int SampleRate { get; }

    /// <summary>The length in samples, as a decoder gives them.</summary>
    public abstract int Samples { get; }

    /// <summary>What pieces have in common that can be joined to one file.</summary>
    internal abstract string Kind { get; }

    /// <summary>How its file's name ends, with the dot.</summary>
    internal abstract string Extension { get; }

    /// <summary>The pieces one after the other.</summary>
    /// <param name="pieces">At least one; all of one kind and sample rate.</param>
    /// <exception cref="InvalidDataException">They differ.</exception>
    public static SpokenAudio Join(IReadOnlyList<SpokenAudio> pieces)
    {
        if (pieces.Any(p => p.Kind != pieces[0].Kind || p.SampleRate != pieces[0].SampleRate))
        {
            throw new InvalidDataException("Pieces of audio of different kinds or sample rates cannot be joined.");
        }

        return pieces switch
        {
            [var only] => only,
            [PcmAudio first, ..] => new PcmAudio(first.Rate, Concat(pieces.Cast<PcmAudio>().Select(p => p.Data))),
            _ => Mp3Audio.Read(Concat(pieces.Cast<Mp3Audio>().Select(p => p.Data))),
        };
    }

    private static byte[] Concat(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        using var joined = new MemoryStream();
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            joined.Write(piece.Span);
        }

        return joined.ToArray();
    }
}
