using Microsoft.Extensions.Options;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Artifacts;

/// <summary>
/// Folders for files that exist only while an artifact is made. Each process has a folder of its own and, for as long as it lives, a lock
/// on the file beside it; so a process that starts can tell what killed ones left behind from what living ones use, and removes it.
/// </summary>
public sealed class WorkFolders : IDisposable
{
    private const string LockSuffix = ".lock";
    private const int MostAttempts = 5;

    private readonly string root;
    private readonly string own;
    private readonly FileStream living;

    /// <summary>Takes a folder for this process.</summary>
    /// <exception cref="IOException">The folder of <see cref="WorkOptions.Folder"/> cannot be written.</exception>
    public WorkFolders(IOptions<WorkOptions> options)
    {
        string folder = options.Value.Folder.Length > 0 ? options.Value.Folder : Path.GetTempPath();
        root = Directory.CreateDirectory(Path.Combine(folder, "videopipeline-work")).FullName;
        living = TakeName(root);
        own = living.Name[..^LockSuffix.Length];
        Directory.CreateDirectory(own);
    }

    /// <summary>Makes a folder for work of a run; disposing of it removes it with all that is in it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="purpose">What it is for, as a part of a file name.</param>
    public WorkFolder Create(RunKey run, string purpose) =>
        new(Directory.CreateDirectory(Path.Combine(own, $"{purpose}-{run.Run.Value:N}-{Guid.NewGuid().ToString("N")[..8]}")));

    /// <summary>Removes what processes left behind that are no more.</summary>
    public void Sweep()
    {
        foreach (string lockFile in Directory.EnumerateFiles(root, "*" + LockSuffix))
        {
            if (lockFile != own + LockSuffix && TryLock(lockFile) is { } dead)
            {
                using (dead)
                {
                    Delete(lockFile[..^LockSuffix.Length]);
                }
            }
        }
    }

    /// <summary>Removes this process's folder.</summary>
    public void Dispose()
    {
        Delete(own);
        living.Dispose();
    }

    // Between the creation of a file and its lock another process may take it for a dead one's: then another name will do.
    private static FileStream TakeName(string root)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                string lockFile = Path.Combine(root, Guid.NewGuid().ToString("N") + LockSuffix);
                return new FileStream(lockFile, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (attempt < MostAttempts)
            {
                // the next name
            }
        }
    }

    // Null when its process lives, or another one sweeps it.
    private static FileStream? TryLock(string lockFile)
    {
        try
        {
            return new FileStream(lockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>A folder for files of one piece of work.</summary>
public sealed class WorkFolder : IDisposable
{
    private readonly DirectoryInfo folder;

    internal WorkFolder(DirectoryInfo folder) => this.folder = folder;

    /// <summary>The folder's path.</summary>
    public string Path => folder.FullName;

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Removes the folder with all that is in it.</summary>
    public void Dispose() => folder.Delete(recursive: true);
}
