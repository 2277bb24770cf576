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
    private volatile bool disposed;

    /// <summary>Takes a folder for this process.</summary>
    /// <exception cref="IOException">The folder of <see cref="WorkOptions.Folder"/> cannot be written.</exception>
    public WorkFolders(IOptions<WorkOptions> options)
    {
        string folder = options.Value.Folder.Length > 0 ? options.Value.Folder : Path.GetTempPath();
        root = Path.GetFullPath(Path.Combine(folder, "videopipeline-work"));
        try
        {
            Directory.CreateDirectory(root);
            living = TakeName(root);
            own = living.Name[..^LockSuffix.Length];
            CreatePrivate(own);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The folder {root} cannot be written; Work:Folder can name another one.", e);
        }
    }

    /// <summary>Makes a folder for work of a run; disposing of it removes it with all that is in it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="purpose">What it is for, as a part of a file name.</param>
    /// <exception cref="ObjectDisposedException">The process stops: nobody would remove the folder.</exception>
    public WorkFolder Create(RunKey run, string purpose)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return new(Directory.CreateDirectory(Path.Combine(own, $"{purpose}-{run.Run.Value:N}-{Guid.NewGuid().ToString("N")[..8]}")));
    }

    /// <summary>Removes what processes left behind that are no more.</summary>
    /// <returns>The folders that could not be removed, as when a killed process's tool still writes; the next sweep tries again.</returns>
    public IReadOnlyList<string> Sweep()
    {
        List<string> left = [];
        foreach (string lockFile in Directory.EnumerateFiles(root, "*" + LockSuffix).Where(f => f != own + LockSuffix))
        {
            using FileStream? dead = TryLock(lockFile, FileOptions.None);
            if (dead is null)
            {
                continue;
            }

            string folder = lockFile[..^LockSuffix.Length];
            if (!TryDelete(folder))
            {
                left.Add(folder);
                continue;
            }

            // The file goes only after the folder, and only under its lock: a process that has just made it then sees that it is gone.
            dead.Dispose();
            TryLock(lockFile, FileOptions.DeleteOnClose)?.Dispose();
        }

        return left;
    }

    /// <summary>Removes this process's folder.</summary>
    public void Dispose()
    {
        disposed = true;
        Delete(own);
        living.Dispose();
    }

    // Between the creation of a file and its lock another process may take it for a dead one's, or even remove it: then another name will do.
    private static FileStream TakeName(string root)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                string lockFile = Path.Combine(root, Guid.NewGuid().ToString("N") + LockSuffix);
                var taken = new FileStream(lockFile, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
                if (File.Exists(lockFile))
                {
                    return taken;
                }

                taken.Dispose();
                if (attempt == MostAttempts)
                {
                    throw new IOException($"Other processes removed each lock file that was made in {root}.");
                }
            }
            catch (IOException) when (attempt < MostAttempts)
            {
                // the next name
            }
        }
    }

    // Null when its process lives, another one sweeps it, or it is another user's.
    private static FileStream? TryLock(string lockFile, FileOptions options)
    {
        try
        {
            return new FileStream(lockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // What lies here are people's narrations and drafts, and the system's temporary folder is everybody's.
    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static bool TryDelete(string folder)
    {
        try
        {
            Delete(folder);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
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

    /// <summary>Removes the folder with all that is in it, unless it has gone with its process's.</summary>
    public void Dispose()
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // what was to be done is done
        }
    }
}
