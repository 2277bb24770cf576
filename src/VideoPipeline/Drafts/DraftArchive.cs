using System.IO.Compression;

namespace VideoPipeline.Drafts;

/// <summary>A draft's folder as one file: a zip whose entries are relative to the folder, so that it unpacks into a folder of any name.</summary>
public static class DraftArchive
{
    /// <summary>The most bytes that an archive may unpack to: 8 GB.</summary>
    public const long MaxUnpackedLength = 8L * 1024 * 1024 * 1024;

    // text shrinks to a twentieth or so, pictures and sound to nothing less: what grows more is no draft, unless it is small
    private const long MaxGrowth = 100;
    private const long AnyGrowthLength = 64L * 1024 * 1024;

    // the same folder must give the same bytes; this is the earliest time that the zip format can say
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // these are compressed already
    private static readonly HashSet<string> Stored = new([".jpg", ".png", ".webp", ".mp3", ".m4a"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Packs a folder into a new file.</summary>
    public static async Task PackAsync(string folder, string archive, CancellationToken cancellationToken)
    {
        await using FileStream file = new(archive, FileMode.CreateNew);
        await using ZipArchive zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        IEnumerable<string> names = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
        foreach (string name in names)
        {
            CompressionLevel level = Stored.Contains(Path.GetExtension(name)) ? CompressionLevel.NoCompression : CompressionLevel.Optimal;
            ZipArchiveEntry entry = zip.CreateEntry(name, level);
            entry.LastWriteTime = EntryTime;
            await using Stream content = await entry.OpenAsync(cancellationToken);
            await using FileStream source = File.OpenRead(Path.Combine(folder, name));
            await source.CopyToAsync(content, cancellationToken);
        }
    }

    /// <summary>Unpacks an archive into a folder that exists.</summary>
    /// <exception cref="DraftInvalidException">It is no zip, names a place outside the folder, or is too large.</exception>
    public static async Task UnpackAsync(Stream archive, string folder, CancellationToken cancellationToken)
    {
        try
        {
            await using ZipArchive zip = await ZipArchive.CreateAsync(archive, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken);
            CheckLength(zip.Entries.Sum(entry => entry.Length), zip.Entries.Sum(entry => entry.CompressedLength));

            // refuses entries that would land outside the folder
            await zip.ExtractToDirectoryAsync(folder, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or IOException { InnerException: null } && e is not FileNotFoundException)
        {
            throw new DraftInvalidException($"The draft's archive cannot be unpacked: {e.Message}", e);
        }
    }

    private static void CheckLength(long unpacked, long packed)
    {
        if (unpacked > MaxUnpackedLength)
        {
            throw new DraftInvalidException($"The draft unpacks to more than {MaxUnpackedLength / 1024 / 1024 / 1024} GB.");
        }

        if (unpacked > AnyGrowthLength && unpacked / MaxGrowth > packed)
        {
            throw new DraftInvalidException(
                $"The draft unpacks to {unpacked / 1024 / 1024} MB, more than {MaxGrowth} times what it is packed to: no draft does. Pack it again.");
        }
    }
}
