using VideoPipeline.Artifacts;
using VideoPipeline.Drafts;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>The files of a run that callers get, by the names that they know them by.</summary>
public sealed class RunArtifacts(ArtifactStore store, DraftPictureFiles pictures)
{
    private static readonly Dictionary<string, ArtifactKind> Kinds = new(StringComparer.Ordinal)
    {
        [ArtifactNames.Story] = ArtifactKind.Story,
        [ArtifactNames.ChineseSummary] = ArtifactKind.Story,
        [ArtifactNames.YouTubeMetadata] = ArtifactKind.Story,
        [ArtifactNames.Audio] = ArtifactKind.Voice,
        [ArtifactNames.Subtitles] = ArtifactKind.Voice,
        [ArtifactNames.Draft] = ArtifactKind.Draft,
        [ArtifactNames.Video] = ArtifactKind.Video,
        [ArtifactNames.Preview] = ArtifactKind.Video,
        [ArtifactNames.Poster] = ArtifactKind.Video,
        [ArtifactNames.Log] = ArtifactKind.Log,
        [ArtifactNames.Report] = ArtifactKind.Log,
        [ArtifactNames.ReportText] = ArtifactKind.Log,
    };

    /// <summary>The names that there can be, in order; beside them the pictures of the draft have names.</summary>
    public static IReadOnlyCollection<string> Names => Kinds.Keys;

    /// <summary>The files that are there by now, in the order of <see cref="Names"/>; the draft's pictures come last.</summary>
    public async Task<IReadOnlyList<RunArtifact>> ListAsync(RunKey run, CancellationToken cancellationToken)
    {
        RunArtifact[] files = await ListFilesAsync(run, cancellationToken);
        IReadOnlyList<DraftPicture> drawn = files.Any(f => f.Name == ArtifactNames.Draft) ? await pictures.ListAsync(run, cancellationToken) : [];
        return
        [
            .. files,
            .. drawn.Select(p => new RunArtifact(p.Name, ArtifactKind.Draft, p.Length, p.Draft.CreatedAt)),
        ];
    }

    /// <summary>The files that are there by now, without the draft's pictures.</summary>
    public async Task<RunArtifact[]> ListFilesAsync(RunKey run, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredArtifact>[] stored =
            await Task.WhenAll(Enum.GetValues<ArtifactKind>().Select(kind => store.ListAsync(kind, run, cancellationToken)));
        Dictionary<string, StoredArtifact> byName = stored.SelectMany(s => s)
            .Where(s => Kinds.TryGetValue(s.Reference.FileName, out ArtifactKind kind) && s.Reference.Container == store.ContainerOf(kind))
            .ToDictionary(s => s.Reference.FileName);
        return
        [
            .. Kinds.Where(k => byName.ContainsKey(k.Key))
                .Select(k => new RunArtifact(k.Key, k.Value, byName[k.Key].Reference.Length, byName[k.Key].CreatedAt)),
        ];
    }

    /// <summary>What the storage tells of a file; null when the run has none of that name, or not yet.</summary>
    public async Task<StoredArtifact?> FindAsync(RunKey run, string name, CancellationToken cancellationToken) =>
        Kinds.TryGetValue(name, out ArtifactKind kind) ? await store.DescribeAsync(kind, run, name, cancellationToken) : null;

    /// <summary>Opens a file, to be read in ranges.</summary>
    public Task<Stream> OpenAsync(StoredArtifact artifact, CancellationToken cancellationToken) => store.OpenReadAsync(artifact, cancellationToken);

    /// <summary>Opens a picture of the draft; null when there is none of that name.</summary>
    public Task<OpenPicture?> OpenPictureAsync(RunKey run, string name, CancellationToken cancellationToken) =>
        pictures.OpenAsync(run, name, cancellationToken);
}

/// <summary>A file of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it belongs to.</param>
/// <param name="Length">Its length in bytes, so far.</param>
/// <param name="CreatedAt">When it was stored.</param>
public sealed record RunArtifact(string Name, ArtifactKind Kind, long Length, DateTimeOffset CreatedAt);
