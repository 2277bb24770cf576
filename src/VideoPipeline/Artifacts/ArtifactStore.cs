using System.Collections.Concurrent;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Artifacts;

/// <summary>
/// The blobs of runs. Blobs are write-once: the first writer wins, and whoever finds the blob there adopts it. So an activity may be
/// run again at any time, by anybody, without two attempts ever mixing.
/// </summary>
public sealed class ArtifactStore(BlobServiceClient blobs, IOptions<ArtifactStoreOptions> options)
{
    private static readonly TimeSpan CopyPoll = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<string, Lazy<Task>> created = new(StringComparer.Ordinal);

    /// <summary>The full name of the container for a kind of artifact.</summary>
    public string ContainerOf(ArtifactKind kind) => options.Value.Prefix + kind switch
    {
        ArtifactKind.Story => "stories",
        ArtifactKind.Voice => "voices",
        ArtifactKind.Draft => "drafts",
        ArtifactKind.Video => "videos",
        ArtifactKind.Log => "logs",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind of artifact."),
    };

    /// <summary>Stores <paramref name="content"/> unless the blob exists; either way, returns what is stored.</summary>
    public async Task<ArtifactReference> AddAsync(ArtifactKind kind, RunKey run, string name, BinaryData content, CancellationToken cancellationToken)
    {
        using Stream stream = content.ToStream();
        return await AddAsync(kind, run, name, stream, cancellationToken);
    }

    /// <inheritdoc cref="AddAsync(ArtifactKind, RunKey, string, BinaryData, CancellationToken)"/>
    public async Task<ArtifactReference> AddAsync(ArtifactKind kind, RunKey run, string name, Stream content, CancellationToken cancellationToken)
    {
        BlobClient blob = await BlobAsync(kind, run, name, cancellationToken);
        await UploadAsync(blob, content, ArtifactNames.ContentTypeOf(name), cancellationToken);
        return await FindAsync(blob, cancellationToken)
            ?? throw new InvalidOperationException($"The blob {blob.Name} vanished right after it was written.");
    }

    /// <summary>Stores a local file unless the blob exists; either way, returns what is stored.</summary>
    public async Task<ArtifactReference> AddFileAsync(ArtifactKind kind, RunKey run, string name, string path, CancellationToken cancellationToken)
    {
        await using FileStream file = File.OpenRead(path);
        return await AddAsync(kind, run, name, file, cancellationToken);
    }

    /// <summary>Stores a value as JSON unless the blob exists; either way, returns the value that is stored.</summary>
    public async Task<T> AddJsonAsync<T>(ArtifactKind kind, RunKey run, string name, T value, CancellationToken cancellationToken)
        where T : notnull
    {
        ArtifactReference stored = await AddAsync(kind, run, name, BinaryData.FromObjectAsJson(value), cancellationToken);
        return await ReadJsonAsync<T>(stored, cancellationToken);
    }

    /// <summary>The artifact of that name, or null when the run has none.</summary>
    public async Task<ArtifactReference?> FindAsync(ArtifactKind kind, RunKey run, string name, CancellationToken cancellationToken) =>
        await FindAsync(await BlobAsync(kind, run, name, cancellationToken), cancellationToken);

    /// <summary>The value that <see cref="AddJsonAsync{T}"/> stored under that name, or null when there is none.</summary>
    public async Task<T?> FindJsonAsync<T>(ArtifactKind kind, RunKey run, string name, CancellationToken cancellationToken)
        where T : class
    {
        ArtifactReference? stored = await FindAsync(kind, run, name, cancellationToken);
        return stored is null ? null : await ReadJsonAsync<T>(stored, cancellationToken);
    }

    /// <summary>Reads a whole artifact into memory: for texts and manifests, not for media.</summary>
    public async Task<BinaryData> ReadAsync(ArtifactReference artifact, CancellationToken cancellationToken) =>
        (await Blob(artifact).DownloadContentAsync(cancellationToken)).Value.Content;

    /// <summary>Reads an artifact that was stored as JSON.</summary>
    /// <exception cref="JsonException">The blob is not JSON of that shape.</exception>
    public async Task<T> ReadJsonAsync<T>(ArtifactReference artifact, CancellationToken cancellationToken)
        where T : notnull
    {
        BinaryData content = await ReadAsync(artifact, cancellationToken);
        return content.ToObjectFromJson<T>() ?? throw new JsonException($"The blob {artifact.Name} holds null.");
    }

    /// <summary>What the storage tells of the artifact of that name; null when the run has none.</summary>
    public async Task<StoredArtifact?> DescribeAsync(ArtifactKind kind, RunKey run, string name, CancellationToken cancellationToken) =>
        await DescribeAsync(await BlobAsync(kind, run, name, cancellationToken), cancellationToken);

    /// <summary>The run's artifacts of a kind, without the parts that they are made of.</summary>
    public async Task<IReadOnlyList<StoredArtifact>> ListAsync(ArtifactKind kind, RunKey run, CancellationToken cancellationToken)
    {
        BlobContainerClient container = await ContainerAsync(kind, cancellationToken);
        var found = new List<StoredArtifact>();
        await foreach (BlobHierarchyItem item in container.GetBlobsByHierarchyAsync(
            BlobTraits.None, BlobStates.None, "/", run.BlobPrefix, cancellationToken))
        {
            if (item.Blob is { Properties: { } properties } blob)
            {
                found.Add(new StoredArtifact(
                    new ArtifactReference(container.Name, blob.Name, properties.ContentLength ?? 0),
                    properties.ETag.GetValueOrDefault().ToString("H"),
                    properties.CreatedOn ?? default,
                    properties.LastModified ?? default));
            }
        }

        return found;
    }

    /// <summary>
    /// A seekable stream over an artifact as it was described, which is read in ranges as it is needed: of a log that has grown since, the
    /// part that was there.
    /// </summary>
    public async Task<Stream> OpenReadAsync(StoredArtifact artifact, CancellationToken cancellationToken)
    {
        Stream content = await Blob(artifact.Reference).OpenReadAsync(new BlobOpenReadOptions(allowModifications: true), cancellationToken);
        return new StreamPrefix(content, artifact.Reference.Length);
    }

    /// <summary>Copies an artifact to a local file, replacing what is there.</summary>
    public async Task DownloadToFileAsync(ArtifactReference artifact, string path, CancellationToken cancellationToken)
    {
        using Response response = await Blob(artifact).DownloadToAsync(path, cancellationToken);
    }

    /// <summary>Deletes all artifacts of a run.</summary>
    public async Task DeleteRunAsync(RunKey run, CancellationToken cancellationToken)
    {
        foreach (ArtifactKind kind in Enum.GetValues<ArtifactKind>())
        {
            BlobContainerClient container = await ContainerAsync(kind, cancellationToken);
            await foreach (BlobItem blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, run.BlobPrefix, cancellationToken))
            {
                await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
            }
        }
    }

    /// <summary>
    /// Adopts what a stage of another run made: copies its blobs, its manifest last and rewritten to name the copies. Blobs that are there
    /// already stay, as always.
    /// </summary>
    /// <returns>False when the other run has no such manifest: the stage was not finished, or has been deleted.</returns>
    public async Task<bool> CopyStageAsync(ArtifactKind kind, RunKey from, RunKey to, CancellationToken cancellationToken)
    {
        if (await FindAsync(kind, from, ArtifactNames.Manifest, cancellationToken) is not { } manifest)
        {
            return false;
        }

        await CopyPartsAsync(kind, from, to, cancellationToken);

        // a prefix holds a UUID, so nothing else in the manifest reads like it
        string json = (await ReadAsync(manifest, cancellationToken)).ToString().Replace(from.BlobPrefix, to.BlobPrefix, StringComparison.Ordinal);
        await AddAsync(kind, to, ArtifactNames.Manifest, BinaryData.FromString(json), cancellationToken);
        return true;
    }

    /// <summary>
    /// Takes over what a stage of another run had made when it failed: copies its blobs except for a manifest. Blobs that are there already
    /// stay, as always.
    /// </summary>
    public async Task CopyPartsAsync(ArtifactKind kind, RunKey from, RunKey to, CancellationToken cancellationToken)
    {
        BlobContainerClient container = await ContainerAsync(kind, cancellationToken);
        await foreach (BlobItem blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, from.BlobPrefix, cancellationToken))
        {
            string name = blob.Name[from.BlobPrefix.Length..];
            if (name != ArtifactNames.Manifest)
            {
                await CopyAsync(container, blob.Name, to.BlobPrefix + name, cancellationToken);
            }
        }
    }

    // Within the account the server copies; where it may not read the source for us, the bytes go through this process.
    private static async Task CopyAsync(BlobContainerClient container, string from, string to, CancellationToken cancellationToken)
    {
        BlobClient source = container.GetBlobClient(from);
        BlobClient target = container.GetBlobClient(to);
        var absent = new BlobRequestConditions { IfNoneMatch = ETag.All };
        try
        {
            await target.StartCopyFromUriAsync(source.Uri, new BlobCopyFromUriOptions { DestinationConditions = absent }, cancellationToken);
            await EndCopyAsync(target, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // begun by an earlier attempt
            await EndCopyAsync(target, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 401 or 403)
        {
            BlobProperties properties = await source.GetPropertiesAsync(cancellationToken: cancellationToken);
            await using Stream content = await source.OpenReadAsync(cancellationToken: cancellationToken);
            await UploadAsync(target, content, properties.ContentType, cancellationToken);
        }
    }

    // What has failed is taken away, and the activity tried again.
    private static async Task EndCopyAsync(BlobClient target, CancellationToken cancellationToken)
    {
        BlobProperties copy = await target.GetPropertiesAsync(cancellationToken: cancellationToken);
        while (copy.BlobCopyStatus == CopyStatus.Pending)
        {
            await Task.Delay(CopyPoll, cancellationToken);
            copy = await target.GetPropertiesAsync(cancellationToken: cancellationToken);
        }

        if (copy.BlobCopyStatus is CopyStatus.Failed or CopyStatus.Aborted)
        {
            await target.DeleteIfExistsAsync(
                conditions: new BlobRequestConditions { IfMatch = copy.ETag }, cancellationToken: cancellationToken);
            throw new IOException($"The copy to {target.Name} has failed ({copy.CopyStatusDescription}); it is made again.");
        }
    }

    private static async Task UploadAsync(BlobClient blob, Stream content, string contentType, CancellationToken cancellationToken)
    {
        var upload = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            HttpHeaders = new BlobHttpHeaders { ContentType = contentType },
        };
        try
        {
            await blob.UploadAsync(content, upload, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // another attempt was first: its blob is the artifact
        }
    }

    private static async Task<ArtifactReference?> FindAsync(BlobClient blob, CancellationToken cancellationToken) =>
        (await DescribeAsync(blob, cancellationToken))?.Reference;

    private static async Task<StoredArtifact?> DescribeAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
            var reference = new ArtifactReference(blob.BlobContainerName, blob.Name, properties.ContentLength);
            return new StoredArtifact(reference, properties.ETag.ToString("H"), properties.CreatedOn, properties.LastModified);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    private BlobClient Blob(ArtifactReference artifact) => blobs.GetBlobContainerClient(artifact.Container).GetBlobClient(artifact.Name);

    private async Task<BlobClient> BlobAsync(ArtifactKind kind, RunKey run, string name, CancellationToken cancellationToken) =>
        (await ContainerAsync(kind, cancellationToken)).GetBlobClient(run.BlobPrefix + name);

    private async Task<BlobContainerClient> ContainerAsync(ArtifactKind kind, CancellationToken cancellationToken)
    {
        BlobContainerClient container = blobs.GetBlobContainerClient(ContainerOf(kind));
        await EnsureCreatedAsync(container).WaitAsync(cancellationToken);
        return container;
    }

    // One creation per container and process; a failed one is forgotten, so that the next caller tries again.
    private async Task EnsureCreatedAsync(BlobContainerClient container)
    {
        Lazy<Task> creation = created.GetOrAdd(container.Name, _ => new Lazy<Task>(() => container.CreateIfNotExistsAsync()));
        try
        {
            await creation.Value;
        }
        catch
        {
            created.TryRemove(KeyValuePair.Create(container.Name, creation));
            throw;
        }
    }
}
