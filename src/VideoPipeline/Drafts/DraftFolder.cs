using VideoPipeline.Pipelines;

namespace VideoPipeline.Drafts;

/// <summary>
/// The folder that creators open drafts from (<c>DRAFT_LOCAL_DIR</c>), with a folder for each run, named by it. A draft is unpacked into a
/// hidden folder beside its place and gets there by one rename. So nobody ever sees half a draft, and deliveries at the same time, by
/// whatever processes, never mix: the first one is the draft, and all others adopt it.
/// </summary>
public sealed class DraftFolder(string root)
{
    private const string LockSuffix = ".lock";

    // hidden, and in the same folder: only there a rename is one step
    private const string Unfinished = ".*.*.tmp";

    private readonly string root = Path.GetFullPath(root);

    /// <summary>Where a run's draft is placed.</summary>
    public string PathOf(RunId run) => Path.Combine(root, run.Value.ToString("N"));

    /// <summary>Whether a run's draft is there. It is there as a whole or not at all.</summary>
    public bool Has(RunId run) => Directory.Exists(PathOf(run));

    /// <summary>Places a run's draft, unless it is there; either way, returns its path.</summary>
    /// <exception cref="DraftInvalidException">The archive cannot be unpacked, or holds no draft. Nothing is left of it.</exception>
    public async Task<string> PlaceAsync(RunId run, Stream archive, CancellationToken cancellationToken)
    {
        string place = PathOf(run);
        if (Directory.Exists(place))
        {
            return place;
        }

        Directory.CreateDirectory(root);
        string unfinished = Path.Combine(root, $".{run.Value:N}.{Guid.NewGuid():N}.tmp");

        // while it is locked, nobody sweeps the folder away; the system lets go of it however the process ends
        await using FileStream claim = Claim(unfinished, FileMode.CreateNew);
        try
        {
            Directory.CreateDirectory(unfinished);
            await DraftArchive.UnpackAsync(archive, unfinished, cancellationToken);
            DemandDraft(unfinished);
            MoveUnlessThere(unfinished, place);
            return place;
        }
        finally
        {
            DeleteIfThere(unfinished);
        }
    }

    /// <summary>Removes what killed processes have left unfinished. What a living one is placing stays.</summary>
    public void Sweep()
    {
        if (!Directory.Exists(root))
        {
            return;
        }

        foreach (string unfinished in Directory.EnumerateDirectories(root, Unfinished, new EnumerationOptions { AttributesToSkip = 0 }))
        {
            if (IsAbandoned(unfinished))
            {
                DeleteIfThere(unfinished);
            }
        }
    }

    private static FileStream Claim(string unfinished, FileMode mode) =>
        new(unfinished + LockSuffix, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);

    private static bool IsAbandoned(string unfinished)
    {
        try
        {
            using FileStream claim = Claim(unfinished, FileMode.Open);
            return true;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void DemandDraft(string folder)
    {
        if (!File.Exists(Path.Combine(folder, DraftFiles.Content)))
        {
            throw new DraftInvalidException($"The draft's archive has no {DraftFiles.Content}.");
        }
    }

    private static void MoveUnlessThere(string unfinished, string place)
    {
        try
        {
            Directory.Move(unfinished, place);
        }
        catch (IOException) when (Directory.Exists(place))
        {
            // another delivery was first: its folder is the draft
        }
    }

    private static void DeleteIfThere(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // it was moved to its place, or somebody else has swept it
        }
    }
}
