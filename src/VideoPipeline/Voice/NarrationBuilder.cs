namespace VideoPipeline.Voice;

/// <summary>Joins the timing of chunks.</summary>
internal sealed class NarrationBuilder
{
    /// <summary>Stands in a file's header until the rate of the chunks is known.</summary>
    public const int AnyRate = 22_050;

    private readonly List<long> starts = [];
    private readonly List<SpokenSentence> sentences = [];
    private long samples;
    private int rate;

    /// <summary>Puts a chunk after those before it.</summary>
    /// <exception cref="NarrationUnusableException">It has another sample rate than those before it.</exception>
    public void Add(Speech chunk)
    {
        if (rate != 0 && rate != chunk.Audio.SampleRate)
        {
            throw new NarrationUnusableException(
                $"The narration was spoken partly at {rate} and partly at {chunk.Audio.SampleRate} samples per second: the voice settings were " +
                "changed while it ran. Start a new run.");
        }

        rate = chunk.Audio.SampleRate;
        starts.Add(samples);
        samples += chunk.Audio.Samples;
        sentences.AddRange(chunk.Sentences);
    }

    /// <summary>The whole.</summary>
    public Narration Build() => new(rate, samples, starts, sentences);
}
