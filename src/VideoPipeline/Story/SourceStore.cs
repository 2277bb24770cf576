using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;

namespace VideoPipeline.Story;

/// <summary>
/// The transcripts that users gave. Texts are content-addressed blobs in the container <c>sources</c>; rows of the table
/// <c>PipelineSources</c> say which one belongs to a video, for one creator or for every creator.
/// </summary>
/// <remarks>
/// Adding is idempotent and a text never changes, so a run that pinned a hash reads the same text for ever; linking replaces the
/// earlier link. Row keys are hashes of the names, because names may hold what table keys may not; the names stand in the row.
/// </remarks>
public sealed class SourceStore(BlobServiceClient blobs, TableServiceClient tables, IOptions<ArtifactStoreOptions> options)
{
    private const string AnyCreator = "any";

    private readonly BlobContainerClient container = blobs.GetBlobContainerClient(options.Value.Prefix + "sources");
    private readonly TableClient links = tables.GetTableClient(options.Value.Prefix + "PipelineSources");

    /// <summary>Stores a text unless it is there already, and returns its hash: SHA-256 of its UTF-8 bytes, 64 lower-case hex digits.</summary>
    /// <exception cref="ArgumentException">The text is empty, or nothing but white space.</exception>
    public async Task<string> AddAsync(string text, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(text.TrimStart('\uFEFF')))
        {
            throw new ArgumentException("The transcript is empty: send its text.", nameof(text));
        }

        byte[] content = Encoding.UTF8.GetBytes(text);
        string hash = Convert.ToHexStringLower(SHA256.HashData(content));
        try
        {
            await UploadAsync(hash, content, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await UploadAsync(hash, content, cancellationToken);
        }

        return hash;
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="TranscriptUnavailableException">No text of that hash is stored.</exception>
    public async Task<string> ReadAsync(string hash, CancellationToken cancellationToken)
    {
        if (hash is not { Length: 64 } || !hash.All(char.IsAsciiHexDigitLower))
        {
            throw new ArgumentException($"\"{hash}\" is not the hash of a transcript: 64 lower-case hex digits.", nameof(hash));
        }

        try
        {
            return (await container.GetBlobClient(hash).DownloadContentAsync(cancellationToken)).Value.Content.ToString();
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw TranscriptUnavailableException.Deleted(hash, e);
        }
    }

    /// <summary>Makes a text the transcript of a video, in place of the one before.</summary>
    /// <param name="creator">The creator that it is for; null for every creator without a link of its own.</param>
    /// <param name="video">The video's ID.</param>
    /// <param name="hash">What <see cref="AddAsync"/> returned.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    public async Task LinkAsync(string? creator, string video, string hash, CancellationToken cancellationToken)
    {
        var link = new TableEntity(KeyOf(video), RowOf(creator))
        {
            ["Video"] = video,
            ["Creator"] = creator,
            ["Source"] = hash,
        };
        try
        {
            await links.UpsertEntityAsync(link, TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            await links.CreateIfNotExistsAsync(cancellationToken);
            await links.UpsertEntityAsync(link, TableUpdateMode.Replace, cancellationToken);
        }
    }

    /// <summary>The hash of a video's transcript: the creator's own, else the one for every creator, else null.</summary>
    public async Task<string?> FindAsync(string creator, string video, CancellationToken cancellationToken) =>
        await LinkedAsync(creator, video, cancellationToken) ?? await LinkedAsync(null, video, cancellationToken);

    private static string RowOf(string? creator) => creator is null ? AnyCreator : KeyOf(creator);

    private static string KeyOf(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    private async Task<string?> LinkedAsync(string? creator, string video, CancellationToken cancellationToken)
    {
        // a table that does not exist yet answers as a missing row does
        NullableResponse<TableEntity> link =
            await links.GetEntityIfExistsAsync<TableEntity>(KeyOf(video), RowOf(creator), cancellationToken: cancellationToken);
        return link.HasValue ? link.Value?.GetString("Source") : null;
    }

    private async Task UploadAsync(string hash, byte[] content, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(content);
        var upload = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            HttpHeaders = new BlobHttpHeaders { ContentType = "text/plain; charset=utf-8" },
        };
        try
        {
            await container.GetBlobClient(hash).UploadAsync(stream, upload, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // the same text is there
        }
    }
}
