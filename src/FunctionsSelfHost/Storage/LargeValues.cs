using System.IO.Compression;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace FunctionsSelfHost.Storage;

/// <summary>Values that are too long for a table cell: gzipped UTF-8 blobs in <c>{hub}-largemessages</c>, in the instance's folder.</summary>
internal sealed class LargeValues(BlobContainerClient container)
{
    // 60 KiB of UTF-16: what DurableTask.AzureStorage keeps in a cell, which holds 64 KiB
    private const int MostCharactersInACell = 60 * 1024 / 2;

    /// <summary>True for a value that must not stay in a cell.</summary>
    public static bool IsLarge(string? value) => value is { Length: > MostCharactersInACell };

    /// <summary>Creates the container when it does not exist.</summary>
    public Task CreateAsync(CancellationToken cancellationToken) => container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

    /// <summary>Stores a value under a name that no other value ever has; returns the blob's URL.</summary>
    public async Task<string> WriteAsync(string blobName, string value, CancellationToken cancellationToken)
    {
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(value), cancellationToken);
        }

        compressed.Position = 0;
        BlobClient blob = container.GetBlobClient(blobName);
        try
        {
            await blob.UploadAsync(compressed, overwrite: false, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // the same value, written before
        }

        return blob.Uri.AbsoluteUri;
    }

    /// <summary>Reads a value back.</summary>
    public async Task<string> ReadAsync(string blobName, CancellationToken cancellationToken)
    {
        await using Stream compressed = await container.GetBlobClient(blobName).OpenReadAsync(cancellationToken: cancellationToken);
        await using var gzip = new GZipStream(compressed, CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    /// <summary>Reads the value that a cell stands for: the cell itself, unless it is the URL of a blob of this container.</summary>
    public async Task<string?> ResolveAsync(string? cell, CancellationToken cancellationToken)
    {
        string prefix = container.Uri.AbsoluteUri + "/";
        return cell is not null && cell.StartsWith(prefix, StringComparison.Ordinal)
            ? await ReadAsync(Uri.UnescapeDataString(cell[prefix.Length..]), cancellationToken)
            : cell;
    }

    /// <summary>Deletes the blobs in a folder whose names are not to be kept.</summary>
    /// <param name="folder">The folder, without the slash: another instance's folder never matches, even if its name begins alike.</param>
    /// <param name="keep">Selects blobs to keep.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task DeleteAsync(string folder, Func<string, bool> keep, CancellationToken cancellationToken)
    {
        await foreach (BlobItem blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, folder + "/", cancellationToken))
        {
            if (!keep(blob.Name))
            {
                using Response? response = (await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken)).GetRawResponse();
            }
        }
    }
}
