using VideoPipeline.Export;

namespace VideoPipeline.Exporter.Jobs;

/// <summary>What callers see of the jobs, at any moment and without waiting for anything.</summary>
internal sealed class JobBoard
{
    // held for a moment
    private readonly Lock gate = new();
    private readonly Dictionary<string, JobEntry> entries = new(StringComparer.Ordinal);

    /// <summary>Puts a job on the board.</summary>
    public JobEntry Add(JobRecord job)
    {
        var entry = new JobEntry(job);
        lock (gate)
        {
            entries[job.RequestId] = entry;
        }

        if (job.HasEnded)
        {
            entry.Ended.TrySetResult();
        }

        return entry;
    }

    /// <summary>The job of that request, or null.</summary>
    public JobEntry? Find(string requestId)
    {
        lock (gate)
        {
            return entries.GetValueOrDefault(requestId);
        }
    }

    /// <summary>Shows a job's new record.</summary>
    public void Show(JobEntry entry, JobRecord job)
    {
        lock (gate)
        {
            entry.Job = job;
        }
    }

    /// <summary>Takes jobs off the board.</summary>
    public void Remove(IEnumerable<JobRecord> jobs)
    {
        lock (gate)
        {
            foreach (JobRecord job in jobs)
            {
                entries.Remove(job.RequestId);
            }
        }
    }

    /// <summary>The records that a condition holds for.</summary>
    public IReadOnlyList<JobRecord> Where(Func<JobRecord, bool> condition)
    {
        lock (gate)
        {
            return [.. entries.Values.Select(e => e.Job).Where(condition)];
        }
    }

    /// <summary>What callers are told of a job.</summary>
    public ExportJob Of(JobEntry entry)
    {
        lock (gate)
        {
            return ToJob(entry);
        }
    }

    /// <summary>All jobs: the one that is rendered, those that wait, those that have ended.</summary>
    public IReadOnlyList<ExportJob> List()
    {
        lock (gate)
        {
            return
            [
                .. entries.Values
                    .OrderBy(e => e.Job.HasEnded)
                    .ThenBy(e => e.Job.State == ExportState.Queued)
                    .ThenBy(e => e.Job.Sequence)
                    .Select(ToJob),
            ];
        }
    }

    private ExportJob ToJob(JobEntry entry) => entry.Job.ToJob(entry.Percent, entry.Job.State == ExportState.Queued ? PositionOf(entry.Job) : 0);

    private int PositionOf(JobRecord job) => entries.Values.Count(e => e.Job.State == ExportState.Queued && e.Job.Sequence <= job.Sequence);
}
