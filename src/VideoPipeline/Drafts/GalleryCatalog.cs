using Azure.Storage.Blobs.Models;

namespace VideoPipeline.Drafts;

/// <summary>Tells which galleries there are.</summary>
public sealed class GalleryCatalog(Gallery gallery)
{
    /// <summary>The galleries that have a picture, in the order of their names.</summary>
    public async Task<IReadOnlyList<GallerySummary>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<string, GallerySummary>(StringComparer.Ordinal);
        foreach (BlobItem picture in await gallery.ListAllPicturesAsync(cancellationToken))
        {
            Add(found, picture);
        }

        return [.. found.Values];
    }

    private static void Add(SortedDictionary<string, GallerySummary> found, BlobItem picture)
    {
        int slash = picture.Name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !Gallery.IsValidName(picture.Name[..slash]))
        {
            return;
        }

        string name = picture.Name[..slash];
        DateTimeOffset created = picture.Properties.CreatedOn ?? default;
        DateTimeOffset modified = picture.Properties.LastModified ?? default;
        found[name] = found.TryGetValue(name, out GallerySummary? known)
            ? known with
            {
                Pictures = known.Pictures + 1,
                CreatedAt = created < known.CreatedAt ? created : known.CreatedAt,
                UpdatedAt = modified > known.UpdatedAt ? modified : known.UpdatedAt,
            }
            : new GallerySummary(name, 1, created, modified);
    }
}

/// <summary>A gallery.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pictures">How many pictures it has.</param>
/// <param name="CreatedAt">When its first picture was uploaded.</param>
/// <param name="UpdatedAt">When a picture was last uploaded.</param>
public sealed record GallerySummary(string Name, int Pictures, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
