using System.Text.RegularExpressions;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;

namespace VideoPipeline.Drafts;

/// <summary>
/// Named collections of pictures: the blobs <c>{name}/...</c> in the container <c>galleries</c> (with <see cref="ArtifactStoreOptions.Prefix"/>)
/// that end in jpg, jpeg, png, webp, bmp or gif.
/// </summary>
public sealed partial class Gallery(BlobServiceClient blobs, IOptions<ArtifactStoreOptions> options)
{
    /// <summary>The largest picture file, in bytes: 50 MB.</summary>
    public const long MaxPictureLength = 50L * 1024 * 1024;

    private static readonly HashSet<string> Extensions =
        new([".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The full name of the container that galleries lie in.</summary>
    public string Container => options.Value.Prefix + "galleries";

    /// <summary>Whether a gallery can have that name: 1 to 64 of A-Z a-z 0-9 _ -.</summary>
    public static bool IsValidName(string name) => Name().IsMatch(name);

    /// <summary>The names of a gallery's picture blobs in ordinal order; at least one.</summary>
    /// <exception cref="GalleryNotFoundException">There is no such gallery, or no picture in it.</exception>
    public async Task<IReadOnlyList<string>> ListAsync(string name, CancellationToken cancellationToken)
    {
        if (!IsValidName(name))
        {
            throw new GalleryNotFoundException($"\"{name}\" cannot be a gallery's name: use 1 to 64 letters, digits, \"-\" and \"_\".");
        }

        List<string> pictures = await ListBlobsAsync(name, cancellationToken);
        if (pictures.Count == 0)
        {
            throw new GalleryNotFoundException(
                $"The gallery \"{name}\" has no pictures. Upload jpg, png, webp, bmp or gif files as {Container}/{name}/..., or leave the gallery "
                + "out to get title cards.");
        }

        pictures.Sort(StringComparer.Ordinal);
        return pictures;
    }

    /// <summary>The bytes of one picture of <see cref="ListAsync"/>.</summary>
    /// <exception cref="PictureUnreadableException">It is larger than <see cref="MaxPictureLength"/>.</exception>
    public async Task<byte[]> ReadAsync(string picture, CancellationToken cancellationToken)
    {
        BlobClient blob = blobs.GetBlobContainerClient(Container).GetBlobClient(picture);
        BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
        if (properties.ContentLength > MaxPictureLength)
        {
            throw new PictureUnreadableException($"The picture {picture} is larger than {MaxPictureLength / 1024 / 1024} MB.");
        }

        return (await blob.DownloadContentAsync(cancellationToken)).Value.Content.ToArray();
    }

    private async Task<List<string>> ListBlobsAsync(string name, CancellationToken cancellationToken)
    {
        var pictures = new List<string>();
        try
        {
            AsyncPageable<BlobItem> listed = blobs.GetBlobContainerClient(Container)
                .GetBlobsAsync(BlobTraits.None, BlobStates.None, $"{name}/", cancellationToken);
            await foreach (BlobItem blob in listed)
            {
                if (blob.Properties.ContentLength > 0 && Extensions.Contains(Path.GetExtension(blob.Name)))
                {
                    pictures.Add(blob.Name);
                }
            }
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            // nobody has uploaded a gallery yet: the same as an empty one
        }

        return pictures;
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
