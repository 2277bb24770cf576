using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;
using VideoPipeline.Story;
using VideoPipeline.Voice;

namespace VideoPipeline.Drafts;

/// <summary>
/// The third stage: from a run's story and narration to a JianYing draft. May be run again at any time, also while another attempt is at
/// it: building is a pure function of the stored story, narration, gallery and settings, and the first <c>draft.jy</c> stored is the one.
/// </summary>
public sealed partial class DraftStage
{
    private const string AudioFile = "audio.mp3";

    private readonly ILogger<DraftStage> logger;
    private readonly IOptions<DraftOptions> options;
    private readonly DraftPictures pictures;
    private readonly DraftMusic music;
    private readonly ArtifactStore store;
    private readonly WorkFolders folders;

    internal DraftStage(
        ArtifactStore store,
        DraftPictures pictures,
        DraftMusic music,
        WorkFolders folders,
        IOptions<DraftOptions> options,
        ILogger<DraftStage> logger)
    {
        this.store = store;
        this.pictures = pictures;
        this.music = music;
        this.folders = folders;
        this.options = options;
        this.logger = logger;
    }

    /// <summary>Builds and stores the draft, or returns what an earlier attempt stored.</summary>
    /// <exception cref="GalleryNotFoundException">The gallery does not exist, or has no pictures or no music.</exception>
    /// <exception cref="PictureUnreadableException">A picture of the gallery cannot be used.</exception>
    /// <exception cref="MusicUnreadableException">A piece of music of the gallery cannot be used.</exception>
    /// <exception cref="ToolMissingException">No font on this machine can show the titles, or ffprobe is needed for the music.</exception>
    /// <exception cref="InvalidOperationException">The run's story or narration is not stored.</exception>
    public async Task<DraftManifest> BuildAsync(DraftOrder order, CancellationToken cancellationToken)
    {
        if (await store.FindJsonAsync<DraftManifest>(ArtifactKind.Draft, order.Run, ArtifactNames.Manifest, cancellationToken) is { } done)
        {
            return done;
        }

        StoryManifest story = await ManifestAsync<StoryManifest>(ArtifactKind.Story, order.Run, cancellationToken);
        VoiceManifest voice = await ManifestAsync<VoiceManifest>(ArtifactKind.Voice, order.Run, cancellationToken);
        using WorkFolder work = folders.Create(order.Run, "draft");
        string folder = Directory.CreateDirectory(work.File("draft")).FullName;
        DraftScript script = await BuildFolderAsync(order, story, voice, folder, cancellationToken);
        string archive = work.File(ArtifactNames.Draft);
        await DraftArchive.PackAsync(folder, archive, cancellationToken);
        ArtifactReference stored = await store.AddFileAsync(ArtifactKind.Draft, order.Run, ArtifactNames.Draft, archive, cancellationToken);
        var manifest = new DraftManifest(script.Name, TimeSpan.FromMicroseconds(script.Duration), stored);
        LogBuilt(order.Run.Pipeline, order.Run.Run, script.Materials.Count, stored.Length);
        return await store.AddJsonAsync(ArtifactKind.Draft, order.Run, ArtifactNames.Manifest, manifest, cancellationToken);
    }

    private async Task<T> ManifestAsync<T>(ArtifactKind kind, RunKey run, CancellationToken cancellationToken)
        where T : class =>
        await store.FindJsonAsync<T>(kind, run, ArtifactNames.Manifest, cancellationToken)
            ?? throw new InvalidOperationException($"The run {run} has no {typeof(T).Name}: its earlier stages are not done.");

    private async Task<DraftScript> BuildFolderAsync(
        DraftOrder order, StoryManifest story, VoiceManifest voice, string folder, CancellationToken cancellationToken)
    {
        var canvas = new DraftCanvas(options.Value.CanvasWidth, options.Value.CanvasHeight);
        string media = Directory.CreateDirectory(Path.Combine(folder, DraftFiles.Materials)).FullName;
        long end = Timerange.Microseconds(voice.Duration);
        string narration = Path.Combine(media, AudioFile);
        await store.DownloadToFileAsync(voice.Audio, narration, cancellationToken);
        IReadOnlyList<Scene> scenes = order.Gallery is { } gallery
            ? await pictures.FromGalleryAsync(order, gallery, end, media, cancellationToken)
            : await pictures.FromChaptersAsync(story, voice, end, canvas, media, cancellationToken);

        var builder = new DraftBuilder(order.Run.Run, canvas, options.Value.FramesPerSecond);
        builder.AddPictures(scenes);
        builder.AddNarration(AudioFile, end);
        if (order.Music is { } named)
        {
            builder.AddMusic(await music.FromGalleryAsync(order, named, end, narration, media, cancellationToken));
        }

        if (order.Subtitles)
        {
            BinaryData srt = await store.ReadAsync(voice.Subtitles, cancellationToken);
            builder.AddSubtitles(SrtDocument.Parse(srt.ToString()).Cues, end);
        }

        DraftScript script = builder.Script;
        await File.WriteAllBytesAsync(Path.Combine(folder, DraftFiles.Content), DraftWriter.Content(script), cancellationToken);
        byte[] meta = DraftWriter.Meta(script, options.Value.DraftsRoot, CreatedAt(order.Run.Run));
        await File.WriteAllBytesAsync(Path.Combine(folder, DraftFiles.Meta), meta, cancellationToken);
        return script;
    }

    // A run's ID of version 7 begins with the milliseconds since 1970 (RFC 9562). Another clock would give another draft each time.
    private static DateTimeOffset? CreatedAt(RunId run)
    {
        if (run.Value.Version != 7)
        {
            return null;
        }

        byte[] bytes = run.Value.ToByteArray(bigEndian: true);
        return DateTimeOffset.FromUnixTimeMilliseconds(
            ((long)System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes) << 16)
            | System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(4)));
    }

    [LoggerMessage(1001, LogLevel.Information, "The draft of {Pipeline}, run {RunId}, has {Materials} materials and {Bytes} bytes")]
    private partial void LogBuilt(PipelineInstanceId pipeline, RunId runId, int materials, long bytes);
}
