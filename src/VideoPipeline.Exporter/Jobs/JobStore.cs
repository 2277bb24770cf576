using System.Text.Json;
using Microsoft.Extensions.Options;
using VideoPipeline.Export;

namespace VideoPipeline.Exporter.Jobs;

/// <summary>
/// Keeps jobs and the highest token on disk: each in a file that is replaced in one step, after its bytes have reached the disk. Holds the
/// state directory for as long as the process lives, so that no second exporter serves the same seat.
/// </summary>
internal sealed class JobStore : IDisposable
{
    private readonly string jobs;
    private readonly string token;
    private readonly FileStream lease;

    /// <exception cref="IOException">Another exporter uses the state directory, or it cannot be written.</exception>
    public JobStore(IOptions<ExporterOptions> options)
    {
        string directory = options.Value.StateDirectory;
        jobs = Path.Combine(directory, "jobs");
        token = Path.Combine(directory, "token.json");
        Work = Path.Combine(directory, "work");
        Directory.CreateDirectory(jobs);
        lease = TakeLease(Path.Combine(directory, "lease"), directory);

        // what an earlier process left behind when it was killed
        if (Directory.Exists(Work))
        {
            Directory.Delete(Work, recursive: true);
        }

        Directory.CreateDirectory(Work);
    }

    /// <summary>The folder for renderings that are under way. It is emptied at start-up.</summary>
    public string Work { get; }

    /// <summary>All jobs.</summary>
    public IEnumerable<JobRecord> ReadJobs() => Directory.EnumerateFiles(jobs, "*.json").Select(Read<JobRecord>);

    /// <summary>Keeps a job.</summary>
    public void Save(JobRecord job) => Write(Path.Combine(jobs, job.RequestId + ".json"), job);

    /// <summary>The highest token that was kept.</summary>
    public FencingToken ReadToken() => File.Exists(token) ? Read<FencingToken>(token) : default;

    /// <summary>Keeps a token.</summary>
    public void SaveToken(FencingToken highest) => Write(token, highest);

    /// <inheritdoc/>
    public void Dispose() => lease.Dispose();

    private static FileStream TakeLease(string path, string directory)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"Another exporter uses {directory}. Stop it, or give this one a state directory of its own (Exporter__StateDirectory).", e);
        }
    }

    private static T Read<T>(string path) =>
        JsonSerializer.Deserialize<T>(File.ReadAllBytes(path)) ?? throw new InvalidDataException($"{path} holds null.");

    private static void Write<T>(string path, T value)
    {
        string temporary = path + ".tmp";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, value);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
