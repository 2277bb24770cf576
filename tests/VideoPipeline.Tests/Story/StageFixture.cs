using System.IO.Compression;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;
using VideoPipeline.Reports;
using VideoPipeline.Story;
using VideoPipeline.Story.Extractive;
using VideoPipeline.Story.YtDlp;
using VideoPipeline.Telemetry;
using VideoPipeline.Testing;
using VideoPipeline.Tests.Voice;
using VideoPipeline.Voice;

namespace VideoPipeline.Tests.Story;

/// <summary>Both stages over one run of its own, in containers of its own.</summary>
internal sealed class StageFixture : IAsyncDisposable
{
    private readonly BlobServiceClient blobs;
    private readonly ArtifactStore store;
    private readonly WorkFolders folders;

    private StageFixture(
        Azurite azurite,
        VoiceOptions voice,
        IStoryWriter? writer = null,
        ISpeechProvider? provider = null,
        string work = "",
        StoryOptions? storyOptions = null)
    {
        blobs = new BlobServiceClient(azurite.ConnectionString);
        IOptions<ArtifactStoreOptions> options = Options.Create(new ArtifactStoreOptions { Prefix = $"t{Guid.NewGuid():N}"[..16] });
        store = new ArtifactStore(blobs, options);
        Sources = new SourceStore(blobs, new TableServiceClient(azurite.ConnectionString), options);
        IOptions<StoryOptions> story = Options.Create(storyOptions ?? new StoryOptions());
        folders = new WorkFolders(Options.Create(new WorkOptions { Folder = work }));
        Meter = new CallMeter(new PipelineMetrics(new MetricRecorder()));
        Journal = new RunJournal(store, blobs, Meter, TimeProvider.System);
        Story = new StoryStage(
            store, Sources, new YtDlpTranscripts(story, folders), writer ?? new ExtractiveWriter(story), Journal, story);
        IOptions<VoiceOptions> voiceOptions = Options.Create(voice);
        var ffmpeg = new Ffmpeg(voiceOptions);
        Voice = new VoiceStage(
            store, provider ?? new EspeakProvider(voiceOptions), new NarrationEncoder(ffmpeg, new SoundMeter(ffmpeg, voiceOptions), voiceOptions), ffmpeg, folders, Journal, Meter, voiceOptions);
    }

    public RunKey Run { get; } = new(PipelineInstanceId.Create("studio", "video1"), RunId.New(TimeProvider.System));

    public SourceStore Sources { get; }

    public CallMeter Meter { get; }

    public RunJournal Journal { get; }

    public StoryStage Story { get; }

    public VoiceStage Voice { get; }

    public static StageFixture Create(
        Azurite azurite, IStoryWriter? writer = null, ISpeechProvider? provider = null, VoiceOptions? voice = null) =>
        new(azurite, voice ?? new VoiceOptions(), writer, provider);

    public static StageFixture WithCaptions(Azurite azurite, YtDlpOptions captions) =>
        new(azurite, new VoiceOptions(), storyOptions: new StoryOptions { YtDlp = captions });

    public static async Task<StageFixture> WithStoryAsync(Azurite azurite, string sample, VoiceOptions? voice = null, string work = "")
    {
        var fixture = new StageFixture(azurite, voice ?? new VoiceOptions(), work: work);
        await fixture.WriteAsync(await fixture.OrderAsync(Samples.Read(sample)));
        return fixture;
    }

    public async Task<StoryOrder> OrderAsync(string transcript) => new(Run, await Sources.AddAsync(transcript, default), "video1");

    public async Task<StoryManifest> WriteAsync(StoryOrder order)
    {
        StoryPlan plan = await Story.PlanAsync(order, default);
        await Task.WhenAll(Enumerable.Range(0, plan.Segments).Select(i => Story.WriteSegmentAsync(order, i, default)));
        return await Story.AssembleAsync(order, plan.Segments, default);
    }

    public async Task<int> SpeakChunksAsync(VoiceOrder order)
    {
        VoicePlan plan = await Voice.PlanAsync(order, default);
        await Task.WhenAll(Enumerable.Range(0, plan.Chunks).Select(i => Voice.SpeakChunkAsync(order, i, default)));
        return plan.Chunks;
    }

    public async Task<VoiceManifest> SpeakAsync(VoiceOrder order) => await Voice.AssembleAsync(order, await SpeakChunksAsync(order), default);

    public async Task<StoryManifest> StoryManifestAsync() =>
        (await store.FindJsonAsync<StoryManifest>(ArtifactKind.Story, Run, ArtifactNames.Manifest, default))!;

    public async Task<string> StoryTextAsync() => (await ReadAsync(ArtifactKind.Story, ArtifactNames.Story)).ToString();

    public async Task<SrtDocument> SubtitlesAsync(VoiceManifest manifest) =>
        SrtDocument.Parse((await store.ReadAsync(manifest.Subtitles, default)).ToString());

    public async Task<BinaryData> ReadAsync(ArtifactKind kind, string name) =>
        await store.ReadAsync((await store.FindAsync(kind, Run, name, default))!, default);

    public async Task<ZipArchive> OpenZipAsync(string name) => new((await ReadAsync(ArtifactKind.Voice, name)).ToStream());

    public async Task AddAsync(ArtifactKind kind, string name, string text) =>
        await store.AddAsync(kind, Run, name, BinaryData.FromString(text), default);

    /// <summary>Ends the story stage with a story that the test has added.</summary>
    public async Task AddManifestAsync(IReadOnlyList<StoryChapter> chapters)
    {
        ArtifactReference story = (await store.FindAsync(ArtifactKind.Story, Run, ArtifactNames.Story, default))!;
        await store.AddJsonAsync(
            ArtifactKind.Story, Run, ArtifactNames.Manifest, new StoryManifest("Title", "en", chapters, story, story, story), default);
    }

    public async Task<TempFile> DownloadAsync(ArtifactReference artifact)
    {
        var file = new TempFile(Path.GetExtension(artifact.FileName));
        await store.DownloadToFileAsync(artifact, file.Path, default);
        return file;
    }

    public async Task DeleteAsync(ArtifactKind kind, string name) =>
        await blobs.GetBlobContainerClient(store.ContainerOf(kind)).DeleteBlobAsync(Run.BlobPrefix + name);

    public async Task<IReadOnlyList<string>> BlobNamesAsync(ArtifactKind kind)
    {
        var names = new List<string>();
        await foreach (var blob in blobs.GetBlobContainerClient(store.ContainerOf(kind)).GetBlobsAsync())
        {
            names.Add(blob.Name[Run.BlobPrefix.Length..]);
        }

        return names;
    }

    public ValueTask DisposeAsync()
    {
        folders.Dispose();
        return ValueTask.CompletedTask;
    }
}
