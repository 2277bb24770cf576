using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Drafts;

/// <summary>
/// The pictures of a run's draft one by one, as <c>pictures/{number}.{extension}</c>. They are stored once, in the draft's archive, and read
/// from there: of an archive that lies in the storage only its directory and the picture are fetched.
/// </summary>
public sealed partial class DraftPictureFiles(ArtifactStore store)
{
    /// <summary>The pictures in the order of their numbers; none when the run has no draft yet.</summary>
    public async Task<IReadOnlyList<DraftPicture>> ListAsync(RunKey run, CancellationToken cancellationToken)
    {
        if (await store.DescribeAsync(ArtifactKind.Draft, run, ArtifactNames.Draft, cancellationToken) is not { } draft)
        {
            return [];
        }

        await using Stream archive = await store.OpenReadAsync(draft, cancellationToken);
        await using ZipArchive zip = await ReadAsync(archive, cancellationToken);
        return [.. zip.Entries.Select(e => PictureOf(e, draft)).OfType<DraftPicture>().OrderBy(p => p.Number)];
    }

    /// <summary>Opens one picture of <see cref="ListAsync"/>; null when there is none of that name. Whoever opens it disposes of it.</summary>
    public async Task<OpenPicture?> OpenAsync(RunKey run, string name, CancellationToken cancellationToken)
    {
        if (!Name().IsMatch(name) || await store.DescribeAsync(ArtifactKind.Draft, run, ArtifactNames.Draft, cancellationToken) is not { } draft)
        {
            return null;
        }

        Stream archive = await store.OpenReadAsync(draft, cancellationToken);
        try
        {
            ZipArchive zip = await ReadAsync(archive, cancellationToken);
            ZipArchiveEntry? entry = zip.Entries.FirstOrDefault(e => PictureOf(e, draft)?.Name == name);
            if (entry is not null)
            {
                return new OpenPicture(PictureOf(entry, draft)!, await entry.OpenAsync(cancellationToken), archive);
            }
        }
        catch
        {
            await archive.DisposeAsync();
            throw;
        }

        await archive.DisposeAsync();
        return null;
    }

    private static Task<ZipArchive> ReadAsync(Stream archive, CancellationToken cancellationToken) =>
        ZipArchive.CreateAsync(archive, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken);

    private static DraftPicture? PictureOf(ZipArchiveEntry entry, StoredArtifact draft)
    {
        Match match = EntryName().Match(entry.FullName);
        return match.Success && int.TryParse(match.Groups["number"].Value, CultureInfo.InvariantCulture, out int number)
            ? new DraftPicture(number, $"pictures/{number}{match.Groups["extension"].Value}", entry.Length, draft)
            : null;
    }

    [GeneratedRegex(@"^pictures/[1-9][0-9]{0,5}\.(?:jpg|png|webp)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"^" + DraftFiles.Materials + @"/picture_(?<number>[0-9]{3,6})(?<extension>\.(?:jpg|png|webp))\z", RegexOptions.CultureInvariant)]
    private static partial Regex EntryName();
}
