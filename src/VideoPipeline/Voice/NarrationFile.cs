namespace VideoPipeline.Voice;

/// <summary>Puts the audio of chunks one after the other into a file: samples into a WAV file, frames of mp3 into an mp3 file.</summary>
internal sealed class NarrationFile : IAsyncDisposable
{
    private readonly FileStream file;
    private SpokenAudio? first;
    private long bytes;

    /// <summary>Creates the file; its name gets its extension when the first chunk is there.</summary>
    public NarrationFile(string path) => file = File.Create(path);

    /// <summary>Adds a chunk.</summary>
    /// <exception cref="NarrationUnusableException">It cannot be joined to those before it.</exception>
    public async Task AddAsync(SpokenAudio audio, CancellationToken cancellationToken)
    {
        if (first is null && audio is PcmAudio)
        {
            await file.WriteAsync(WavFile.Header(audio.SampleRate, 0), cancellationToken);
        }

        first ??= audio;
        if (first.Kind != audio.Kind || first.SampleRate != audio.SampleRate)
        {
            throw new NarrationUnusableException(
                $"The narration was spoken partly as {first.Kind} at {first.SampleRate} and partly as {audio.Kind} at {audio.SampleRate} samples " +
                "per second: the voice settings were changed while it ran. Start a new run with \"force\": true.");
        }

        ReadOnlyMemory<byte> data = audio is PcmAudio pcm ? pcm.Data : ((Mp3Audio)audio).Data;
        await file.WriteAsync(data, cancellationToken);
        bytes += data.Length;
    }

    /// <summary>Ends the file.</summary>
    /// <returns>True when it is an mp3 already.</returns>
    public async Task<bool> EndAsync(CancellationToken cancellationToken)
    {
        if (first is PcmAudio)
        {
            file.Position = 0;
            await file.WriteAsync(WavFile.Header(first.SampleRate, checked((int)bytes)), cancellationToken);
        }

        await file.FlushAsync(cancellationToken);
        return first is Mp3Audio;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => file.DisposeAsync();
}
