using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Options;
using VideoPipeline.Export;

namespace VideoPipeline.Exporter.Jobs;

/// <summary>
/// Keeps jobs on disk: each in a file that is replaced in one step, after its bytes have reached the disk. A job's file holds its token
/// too, so one write takes a job and its token, and no crash can part them. Locks the state directory for as long as the process lives.
/// </summary>
/// <remarks>
/// A file that a killed process has not finished writing (<c>.tmp</c>) was never answered for, and is deleted at the next start. One that
/// cannot be read is moved to the folder <c>unreadable</c> with a warning, and the exporter goes on without it: the tokens that it may have
/// held are in the seat's blob too, and a job whose video is stored is not rendered again.
/// </remarks>
internal sealed partial class JobStore : IDisposable
{
    private const string Unfinished = ".tmp";

    private readonly string jobs;
    private readonly string token;
    private readonly string unreadable;
    private readonly FileStream directoryLock;
    private readonly ILogger<JobStore> logger;
    private readonly Dictionary<string, JobRecord> found;

    /// <exception cref="IOException">Another exporter uses the state directory, or it cannot be written.</exception>
    public JobStore(IOptions<ExporterOptions> options, ILogger<JobStore> logger)
    {
        this.logger = logger;
        string directory = options.Value.StateDirectory;
        jobs = Path.Combine(directory, "jobs");
        token = Path.Combine(directory, "token.json");
        unreadable = Path.Combine(directory, "unreadable");
        Work = Path.Combine(directory, "work");
        Directory.CreateDirectory(jobs);
        directoryLock = Lock(directory);
        Sweep(directory);
        found = ReadJobs().ToDictionary(j => j.RequestId, StringComparer.Ordinal);
        TryRead(token, out FencingToken kept);
        Highest = found.Values.Select(j => j.Order?.Token ?? default).Append(kept).Max();
        LeaseId = KeptLeaseId(Path.Combine(directory, "lease-id.json"));
    }

    /// <summary>The folder for renderings that are under way. It is emptied at start-up.</summary>
    public string Work { get; }

    /// <summary>The ID of the lease by which this state directory holds its seat; the same after a restart.</summary>
    public Guid LeaseId { get; }

    /// <summary>The highest token that was kept when the process started.</summary>
    public FencingToken Highest { get; }

    /// <summary>The jobs that were kept when the process started, first come first.</summary>
    public IReadOnlyList<JobRecord> Found => [.. found.Values.OrderBy(j => j.Sequence)];

    /// <summary>Keeps a job.</summary>
    public void Save(JobRecord job) => Write(PathOf(job), job);

    /// <summary>Forgets jobs, but not their tokens: <paramref name="highest"/>, not lower than any of them, is kept first.</summary>
    public void Forget(IReadOnlyCollection<JobRecord> forgotten, FencingToken highest)
    {
        Write(token, highest);
        foreach (JobRecord job in forgotten)
        {
            File.Delete(PathOf(job));
        }
    }

    /// <summary>
    /// Forgets the jobs that had not ended and whose token is lower: while this state directory did not have the seat, another exporter has
    /// taken later ones. Whoever still wants one hands it over again, under a newer token.
    /// </summary>
    public void ForgetUnfinishedBelow(FencingToken highest)
    {
        JobRecord[] stale = [.. found.Values.Where(j => !j.HasEnded && j.Order is { } order && order.Token < highest)];
        foreach (JobRecord job in stale)
        {
            LogStale(logger, job.RequestId);
            File.Delete(PathOf(job));
            found.Remove(job.RequestId);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => directoryLock.Dispose();

    private static FileStream Lock(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"Another exporter uses {directory}. Stop it, or give this one a state directory of its own (Exporter__StateDirectory).", e);
        }
    }

    private static void Write<T>(string path, T value)
    {
        string temporary = path + Unfinished;
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, value);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    // what an earlier process left behind when it was killed
    private void Sweep(string directory)
    {
        string[] unfinished = [.. Directory.GetFiles(directory, "*" + Unfinished), .. Directory.GetFiles(jobs, "*" + Unfinished)];
        foreach (string file in unfinished)
        {
            File.Delete(file);
        }

        if (Directory.Exists(Work))
        {
            Directory.Delete(Work, recursive: true);
        }

        Directory.CreateDirectory(Work);
    }

    private IEnumerable<JobRecord> ReadJobs()
    {
        foreach (string file in Directory.GetFiles(jobs, "*.json"))
        {
            if (TryRead(file, out JobRecord? job))
            {
                yield return job;
            }
        }
    }

    private Guid KeptLeaseId(string path)
    {
        if (!TryRead(path, out Guid id))
        {
            id = Guid.NewGuid();
            Write(path, id);
        }

        return id;
    }

    private bool TryRead<T>(string path, [NotNullWhen(true)] out T? value)
    {
        value = default;
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            value = JsonSerializer.Deserialize<T>(File.ReadAllBytes(path));
            return value is not null ? true : throw new JsonException("It holds null.");
        }
        catch (JsonException e)
        {
            PutAside(path, e);
            return false;
        }
    }

    private void PutAside(string path, JsonException reason)
    {
        Directory.CreateDirectory(unreadable);
        string aside = Path.Combine(unreadable, $"{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        File.Move(path, aside);
        LogUnreadable(logger, reason, path, aside);
    }

    private string PathOf(JobRecord job) => Path.Combine(jobs, job.RequestId + ".json");

    [LoggerMessage(3021, LogLevel.Warning, "{Path} cannot be read. It was moved to {Aside}; the exporter goes on without it")]
    private static partial void LogUnreadable(ILogger logger, Exception exception, string path, string aside);

    [LoggerMessage(3022, LogLevel.Warning, "Export {RequestId} is forgotten: another exporter has held the seat and taken later ones")]
    private static partial void LogStale(ILogger logger, string requestId);
}
