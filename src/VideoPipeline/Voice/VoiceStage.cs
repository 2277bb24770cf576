using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;
using VideoPipeline.Reports;
using VideoPipeline.Story;

namespace VideoPipeline.Voice;

/// <summary>
/// The voice stage: story → chunks, spoken in parallel → narration and subtitles. Every method may be run again at any point, by several at
/// once: what is stored is adopted, the narration and its subtitles are pure functions of the stored chunks, and a finished stage answers
/// at once.
/// </summary>
public sealed class VoiceStage
{
    // chunks that are read at once: a request each, and all of their audio in memory
    private const int ChunksAtOnce = 8;

    private readonly ArtifactStore store;
    private readonly ISpeechProvider provider;
    private readonly NarrationEncoder encoder;
    private readonly Ffmpeg ffmpeg;
    private readonly WorkFolders folders;
    private readonly RunJournal journal;
    private readonly CallMeter meter;
    private readonly VoiceOptions options;

    internal VoiceStage(
        ArtifactStore store,
        ISpeechProvider provider,
        NarrationEncoder encoder,
        Ffmpeg ffmpeg,
        WorkFolders folders,
        RunJournal journal,
        CallMeter meter,
        IOptions<VoiceOptions> options)
    {
        if (provider.MostCharacters < NarrationScript.MostCharacters)
        {
            throw new InvalidOperationException(
                $"The speech provider {provider.Name} takes {provider.MostCharacters} characters at once; {NarrationScript.MostCharacters} are needed.");
        }

        (this.store, this.provider, this.encoder, this.ffmpeg, this.folders) = (store, provider, encoder, ffmpeg, folders);
        (this.journal, this.meter, this.options) = (journal, meter, options.Value);
    }

    /// <summary>
    /// Equal for orders whose narrations would come out alike: the same story in the same chapters, the same voice under the same settings.
    /// </summary>
    /// <exception cref="InvalidOperationException">The run's story is not finished.</exception>
    public async Task<string> FingerprintOfAsync(VoiceOrder order, CancellationToken cancellationToken)
    {
        StoryManifest manifest = await StoryAsync(order, cancellationToken);
        string story = (await store.ReadAsync(manifest.Story, cancellationToken)).ToString();
        string text = JsonSerializer.Serialize(
            new { story, manifest.Chapters, manifest.Language, order.Gender, options.Loudness, options.PlainSubtitles });
        return $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}:{provider.Fingerprint}";
    }

    /// <summary>How many chunks there are to speak.</summary>
    /// <exception cref="InvalidOperationException">The run's story is not finished.</exception>
    /// <exception cref="NarrationUnusableException">The story has nothing to speak.</exception>
    public async Task<VoicePlan> PlanAsync(VoiceOrder order, CancellationToken cancellationToken) =>
        new((await ScriptAsync(order, cancellationToken)).Script.Chunks.Count);

    /// <summary>Speaks one chunk, unless it is spoken.</summary>
    /// <param name="order">The same order as for <see cref="PlanAsync"/>.</param>
    /// <param name="chunk">The chunk's index, from 0.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <exception cref="ArgumentOutOfRangeException">The story has no such chunk.</exception>
    /// <exception cref="ToolMissingException">The program that speaks is not installed.</exception>
    /// <exception cref="NarrationUnusableException">The provider refuses the voice or the text.</exception>
    public async Task SpeakChunkAsync(VoiceOrder order, int chunk, CancellationToken cancellationToken)
    {
        if (await FindAsync(order, ChunkName(chunk), cancellationToken) is not null
            || await FindAsync(order, ArtifactNames.Manifest, cancellationToken) is not null)
        {
            return;
        }

        (NarrationScript script, _) = await ScriptAsync(order, cancellationToken);
        if (chunk < 0 || chunk >= script.Chunks.Count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(chunk), chunk, $"The narration of {order.Run} has the chunks 0 to {script.Chunks.Count - 1}.");
        }

        var request = new SpeechRequest(script.Chunks[chunk].Sentences, script.Language, order.Gender);
        Speech speech = await journal.RecordAsync(
            order.Run, PipelineStage.Voice, $"chunk {chunk + 1}", () => SpeakAsync(request, cancellationToken), cancellationToken);
        BinaryData content = await SpokenChunk.PackAsync(speech, cancellationToken);
        await store.AddAsync(ArtifactKind.Voice, order.Run, ChunkName(chunk), content, cancellationToken);
    }

    /// <summary>Joins the chunks to the narration and its subtitles; the manifest, written last, ends the stage.</summary>
    /// <param name="order">The same order as for <see cref="PlanAsync"/>.</param>
    /// <param name="chunks">How many chunks the plan has.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <exception cref="InvalidOperationException">A chunk is not spoken yet, or the plan has another number of them.</exception>
    /// <exception cref="NarrationUnusableException">The chunks were spoken under different settings and cannot be joined.</exception>
    /// <exception cref="ToolMissingException">ffmpeg is not installed.</exception>
    public async Task<VoiceManifest> AssembleAsync(VoiceOrder order, int chunks, CancellationToken cancellationToken)
    {
        if (await ManifestAsync(order, cancellationToken) is { } done)
        {
            return done;
        }

        (NarrationScript script, StoryManifest story) = await ScriptAsync(order, cancellationToken);
        if (chunks != script.Chunks.Count)
        {
            throw new InvalidOperationException(
                $"The narration of {order.Run} is planned in {script.Chunks.Count} chunks, but {chunks} are to be assembled.");
        }

        return await journal.RecordAsync(
            order.Run, PipelineStage.Voice, "assembly", () => AssembleAsync(order, script, story, cancellationToken), cancellationToken);
    }

    private async Task<VoiceManifest> AssembleAsync(
        VoiceOrder order, NarrationScript script, StoryManifest story, CancellationToken cancellationToken)
    {
        using WorkFolder folder = folders.Create(order.Run, "narration");
        string joined = folder.File("joined");
        (Narration narration, bool isMp3) = await JoinAsync(order, script, joined, cancellationToken);
        ArtifactReference audio = await FindAsync(order, ArtifactNames.Audio, cancellationToken)
            ?? await AddAudioAsync(order, joined, isMp3, folder.File(ArtifactNames.Audio), cancellationToken);
        SrtDocument cues = SubtitleTrack.Create(narration.Sentences, narration.SampleRate);
        ArtifactReference subtitles = await store.AddAsync(
            ArtifactKind.Voice,
            order.Run,
            ArtifactNames.Subtitles,
            BinaryData.FromString((options.PlainSubtitles ? PlainSubtitles.Of(cues) : cues).ToString()),
            cancellationToken);
        var manifest = new VoiceManifest(
            narration.TimeOf(narration.Samples), script.Language, Chapters(story, script, narration), audio, subtitles);
        return await store.AddJsonAsync(ArtifactKind.Voice, order.Run, ArtifactNames.Manifest, manifest, cancellationToken);
    }

    private async Task<Speech> SpeakAsync(SpeechRequest request, CancellationToken cancellationToken)
    {
        Speech speech = await provider.SpeakAsync(request, cancellationToken);
        long characters = request.Sentences.Sum(s => (long)s.Length);
        meter.Add(new ProviderCall(provider.Name, Characters: characters, Cost: provider.CostOf(characters)));
        return speech;
    }

    private static string ChunkName(int chunk) => string.Create(CultureInfo.InvariantCulture, $"parts/chunk-{chunk:0000}.zip");

    // A chapter without a word begins where the next one does.
    private static VoiceChapter[] Chapters(StoryManifest story, NarrationScript script, Narration narration)
    {
        var chapters = new VoiceChapter[story.Chapters.Count];
        long start = narration.Samples;
        for (int chapter = chapters.Length - 1, chunk = script.Chunks.Count - 1; chapter >= 0; chapter--)
        {
            while (chunk >= 0 && script.Chunks[chunk].Chapter == chapter)
            {
                start = narration.ChunkStarts[chunk--];
            }

            chapters[chapter] = new VoiceChapter(story.Chapters[chapter].Title, narration.TimeOf(start));
        }

        return chapters;
    }

    // Pieces of mp3 are a narration already; without ffmpeg only their loudness stays as the provider made it.
    private async Task<ArtifactReference> AddAudioAsync(
        VoiceOrder order, string joined, bool isMp3, string mp3, CancellationToken cancellationToken)
    {
        if (isMp3 && !ffmpeg.IsPresent)
        {
            meter.Warn("There is no ffmpeg: the narration is as loud as the provider made it. Install ffmpeg to bring it to Voice:Loudness.");
            return await store.AddFileAsync(ArtifactKind.Voice, order.Run, ArtifactNames.Audio, joined, cancellationToken);
        }

        await encoder.EncodeAsync(joined, mp3, cancellationToken);
        return await store.AddFileAsync(ArtifactKind.Voice, order.Run, ArtifactNames.Audio, mp3, cancellationToken);
    }

    private async Task<(Narration Narration, bool IsMp3)> JoinAsync(
        VoiceOrder order, NarrationScript script, string path, CancellationToken cancellationToken)
    {
        var narration = new NarrationBuilder();
        await using var file = new NarrationFile(path);
        foreach (int[] chunks in Enumerable.Range(0, script.Chunks.Count).Chunk(ChunksAtOnce))
        {
            foreach (Speech speech in await Task.WhenAll(chunks.Select(chunk => ReadChunkAsync(order, chunk, cancellationToken))))
            {
                await file.AddAsync(speech.Audio, cancellationToken);
                narration.Add(speech);
            }
        }

        return (narration.Build(), await file.EndAsync(cancellationToken));
    }

    private async Task<Speech> ReadChunkAsync(VoiceOrder order, int chunk, CancellationToken cancellationToken)
    {
        ArtifactReference part = await FindAsync(order, ChunkName(chunk), cancellationToken)
            ?? throw new InvalidOperationException($"Chunk {chunk} of the narration of {order.Run} is not spoken yet: {ChunkName(chunk)} is missing.");
        return await SpokenChunk.UnpackAsync(await store.ReadAsync(part, cancellationToken), cancellationToken);
    }

    private async Task<(NarrationScript Script, StoryManifest Story)> ScriptAsync(VoiceOrder order, CancellationToken cancellationToken)
    {
        StoryManifest manifest = await StoryAsync(order, cancellationToken);
        string story = (await store.ReadAsync(manifest.Story, cancellationToken)).ToString();
        return (NarrationScript.Create(manifest, story, provider.MostSentences), manifest);
    }

    private async Task<StoryManifest> StoryAsync(VoiceOrder order, CancellationToken cancellationToken) =>
        await store.FindJsonAsync<StoryManifest>(ArtifactKind.Story, order.Run, ArtifactNames.Manifest, cancellationToken)
        ?? throw new InvalidOperationException($"The story of {order.Run} is not finished: its manifest is missing.");

    private Task<VoiceManifest?> ManifestAsync(VoiceOrder order, CancellationToken cancellationToken) =>
        store.FindJsonAsync<VoiceManifest>(ArtifactKind.Voice, order.Run, ArtifactNames.Manifest, cancellationToken);

    private Task<ArtifactReference?> FindAsync(VoiceOrder order, string name, CancellationToken cancellationToken) =>
        store.FindAsync(ArtifactKind.Voice, order.Run, name, cancellationToken);
}
