namespace VideoPipeline.Voice;

/// <summary>The timing of all chunks of a story, joined.</summary>
/// <param name="SampleRate">Samples per second.</param>
/// <param name="Samples">The whole length in samples.</param>
/// <param name="ChunkStarts">Where each chunk begins, in samples.</param>
/// <param name="Sentences">All sentences in order.</param>
internal sealed record Narration(int SampleRate, long Samples, IReadOnlyList<long> ChunkStarts, IReadOnlyList<SpokenSentence> Sentences)
{
    /// <summary>The time of a sample, to the tick.</summary>
    public TimeSpan TimeOf(long sample) => new(sample * TimeSpan.TicksPerSecond / SampleRate);
}
