namespace VideoPipeline.Voice;

/// <summary>Joins the timing of chunks.</summary>
internal sealed class NarrationBuilder
{
    private readonly List<long> starts = [];
    private readonly List<SpokenSentence> sentences = [];
    private long samples;
    private int rate;

    /// <summary>Puts a chunk after those before it.</summary>
    public void Add(Speech chunk)
    {
        rate = chunk.Audio.SampleRate;
        starts.Add(samples);
        samples += chunk.Audio.Samples;
        sentences.AddRange(chunk.Sentences);
    }

    /// <summary>The whole.</summary>
    public Narration Build() => new(rate, samples, starts, sentences);
}
