using System.Text.RegularExpressions;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;

namespace VideoPipeline.Drafts;

/// <summary>
/// Named collections of pictures and music: the blobs <c>{name}/...</c> in the container <c>galleries</c> (with
/// <see cref="ArtifactStoreOptions.Prefix"/>) that end in jpg, jpeg, png, webp, bmp or gif, and in mp3, m4a or wav.
/// </summary>
public sealed partial class Gallery(BlobServiceClient blobs, IOptions<ArtifactStoreOptions> options)
{
    /// <summary>The largest picture file, in bytes: 50 MB.</summary>
    public const long MaxPictureLength = 50L * 1024 * 1024;

    /// <summary>The largest file of music, in bytes: 200 MB.</summary>
    public const long MaxMusicLength = 200L * 1024 * 1024;

    private static readonly HashSet<string> PictureExtensions =
        new([".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> MusicExtensions = new([".mp3", ".m4a", ".wav"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The full name of the container that galleries lie in.</summary>
    public string Container => options.Value.Prefix + "galleries";

    /// <summary>Whether a gallery can have that name: 1 to 64 of A-Z a-z 0-9 _ -.</summary>
    public static bool IsValidName(string name) => Name().IsMatch(name);

    /// <summary>The names of a gallery's picture blobs in ordinal order; at least one.</summary>
    /// <exception cref="GalleryNotFoundException">There is no such gallery, or no picture in it.</exception>
    public Task<IReadOnlyList<string>> ListPicturesAsync(string name, CancellationToken cancellationToken) => ListAsync(
        name,
        PictureExtensions,
        $"has no pictures. Upload jpg, png, webp, bmp or gif files as {Container}/{name}/..., or leave the gallery out to get title cards.",
        cancellationToken);

    /// <summary>The names of a gallery's music blobs in ordinal order; at least one.</summary>
    /// <exception cref="GalleryNotFoundException">There is no such gallery, or no music in it.</exception>
    public Task<IReadOnlyList<string>> ListMusicAsync(string name, CancellationToken cancellationToken) => ListAsync(
        name,
        MusicExtensions,
        $"has no music. Upload mp3, m4a or wav files as {Container}/{name}/..., or leave the music out.",
        cancellationToken);

    /// <summary>The bytes of one picture of <see cref="ListPicturesAsync"/>.</summary>
    /// <exception cref="PictureUnreadableException">It is larger than <see cref="MaxPictureLength"/>.</exception>
    public async Task<byte[]> ReadPictureAsync(string picture, CancellationToken cancellationToken)
    {
        BlobClient blob = BlobOf(picture);
        return await LengthAsync(blob, cancellationToken) <= MaxPictureLength
            ? (await blob.DownloadContentAsync(cancellationToken)).Value.Content.ToArray()
            : throw new PictureUnreadableException($"The picture {picture} is larger than {MaxPictureLength / 1024 / 1024} MB.");
    }

    /// <summary>Copies one file of <see cref="ListMusicAsync"/> to a new file.</summary>
    /// <exception cref="MusicUnreadableException">It is larger than <see cref="MaxMusicLength"/>.</exception>
    public async Task DownloadMusicAsync(string music, string path, CancellationToken cancellationToken)
    {
        BlobClient blob = BlobOf(music);
        if (await LengthAsync(blob, cancellationToken) > MaxMusicLength)
        {
            throw new MusicUnreadableException($"The music {music} is larger than {MaxMusicLength / 1024 / 1024} MB.");
        }

        using Response downloaded = await blob.DownloadToAsync(path, cancellationToken);
    }

    /// <summary>The pictures of all galleries.</summary>
    internal Task<List<BlobItem>> ListAllPicturesAsync(CancellationToken cancellationToken) => ListBlobsAsync("", PictureExtensions, cancellationToken);

    private BlobClient BlobOf(string name) => blobs.GetBlobContainerClient(Container).GetBlobClient(name);

    private static async Task<long> LengthAsync(BlobClient blob, CancellationToken cancellationToken) =>
        (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ContentLength;

    private async Task<IReadOnlyList<string>> ListAsync(
        string name, HashSet<string> extensions, string whenEmpty, CancellationToken cancellationToken)
    {
        if (!IsValidName(name))
        {
            throw new GalleryNotFoundException($"\"{name}\" cannot be a gallery's name: use 1 to 64 letters, digits, \"-\" and \"_\".");
        }

        List<string> files = (await ListBlobsAsync($"{name}/", extensions, cancellationToken)).ConvertAll(blob => blob.Name);
        if (files.Count == 0)
        {
            throw new GalleryNotFoundException($"The gallery \"{name}\" {whenEmpty}");
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private async Task<List<BlobItem>> ListBlobsAsync(string prefix, HashSet<string> extensions, CancellationToken cancellationToken)
    {
        var files = new List<BlobItem>();
        try
        {
            AsyncPageable<BlobItem> listed = blobs.GetBlobContainerClient(Container)
                .GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken);
            await foreach (BlobItem blob in listed)
            {
                if (blob.Properties.ContentLength > 0 && extensions.Contains(Path.GetExtension(blob.Name)))
                {
                    files.Add(blob);
                }
            }
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            // nobody has uploaded a gallery yet: the same as an empty one
        }

        return files;
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
