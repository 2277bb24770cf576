using System.Threading.Channels;
using VideoPipeline.Export;

namespace VideoPipeline.Exporter.Jobs;

/// <summary>
/// The exporter's jobs, done one at a time, first come first served. Jobs survive a restart: what was waiting or being rendered is
/// rendered (again), what had ended keeps its answer.
/// </summary>
internal sealed partial class ExportQueue : BackgroundService
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly Channel<Entry> waiting = Channel.CreateUnbounded<Entry>(new UnboundedChannelOptions { SingleReader = true });
    private readonly JobStore store;
    private readonly ExportRunner runner;
    private readonly ILogger<ExportQueue> logger;
    private FencingToken highest;
    private long sequence;

    public ExportQueue(JobStore store, ExportRunner runner, ILogger<ExportQueue> logger)
    {
        this.store = store;
        this.runner = runner;
        this.logger = logger;
        highest = store.ReadToken();
        foreach (JobRecord job in store.ReadJobs().OrderBy(j => j.Sequence))
        {
            sequence = Math.Max(sequence, job.Sequence);
            Restore(job);
        }
    }

    /// <summary>Takes an export, or answers the one of that request. Null when its token is lower than one that was seen.</summary>
    public (ExportJob Job, bool IsNew)? Submit(ExportOrder order)
    {
        lock (gate)
        {
            if (entries.TryGetValue(order.RequestId, out Entry? known))
            {
                return (known.ToJob(), false);
            }

            if (order.Token < highest)
            {
                return null;
            }

            highest = order.Token;
            store.SaveToken(highest);
            return (Add(new JobRecord(order.RequestId, ++sequence, order, null, ExportState.Queued, null, null, null, null, [])).ToJob(), true);
        }
    }

    /// <summary>Takes a draft folder of this machine; returns when it is rendered.</summary>
    public async Task<JobRecord> RunLocalAsync(string draftFolder, CancellationToken cancellationToken)
    {
        Entry entry;
        lock (gate)
        {
            entry = Add(new JobRecord($"local-{Guid.NewGuid():N}", ++sequence, null, draftFolder, ExportState.Queued, null, null, null, null, []));
        }

        await entry.Ended.Task.WaitAsync(cancellationToken);
        return entry.Job;
    }

    /// <summary>How far a job is; waits for its end, at most the given time. Null for an unknown one.</summary>
    public async Task<ExportJob?> FindAsync(string requestId, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (Find(requestId) is not { } entry)
        {
            return null;
        }

        if (wait > TimeSpan.Zero)
        {
            await entry.Ended.Task.WaitAsync(wait, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return entry.ToJob();
    }

    /// <summary>All jobs: the one that is rendered, those that wait, those that have ended.</summary>
    public IReadOnlyList<ExportJob> List()
    {
        lock (gate)
        {
            return [.. entries.Values.OrderBy(e => e.Job.HasEnded).ThenBy(e => e.Job.State == ExportState.Queued).ThenBy(e => e.Job.Sequence).Select(e => e.ToJob())];
        }
    }

    /// <summary>Cancels a job. False for an unknown one; one that has ended stays as it is.</summary>
    public bool Cancel(string requestId)
    {
        if (Find(requestId) is not { } entry)
        {
            return false;
        }

        lock (gate)
        {
            if (entry.Job.State == ExportState.Queued)
            {
                End(entry, entry.Job with { State = ExportState.Cancelled });
            }
        }

        entry.Cancellation.Cancel();
        return true;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (Entry entry in waiting.Reader.ReadAllAsync(stoppingToken))
        {
            if (Start(entry))
            {
                await RunAsync(entry, stoppingToken);
            }
        }
    }

    private void Restore(JobRecord job)
    {
        var entry = new Entry(job.HasEnded ? job : job with { State = ExportState.Queued });
        entries[job.RequestId] = entry;
        if (job.HasEnded)
        {
            entry.Ended.TrySetResult();
        }
        else if (job.Order is null)
        {
            // its caller hung on the line, and has gone with the process
            End(entry, job with { State = ExportState.Failed, Error = "The exporter was restarted." });
        }
        else
        {
            waiting.Writer.TryWrite(entry);
        }
    }

    private Entry Add(JobRecord job)
    {
        store.Save(job);
        var entry = new Entry(job);
        entries[job.RequestId] = entry;
        waiting.Writer.TryWrite(entry);
        return entry;
    }

    private Entry? Find(string requestId)
    {
        lock (gate)
        {
            return entries.GetValueOrDefault(requestId);
        }
    }

    private bool Start(Entry entry)
    {
        lock (gate)
        {
            if (entry.Job.HasEnded)
            {
                return false;
            }

            entry.Job = entry.Job with { State = ExportState.Running };
            store.Save(entry.Job);
            return true;
        }
    }

    private async Task RunAsync(Entry entry, CancellationToken stopping)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stopping, entry.Cancellation.Token);
        LogStarted(logger, entry.Job.RequestId);
        JobRecord ended;
        try
        {
            ended = await runner.RunAsync(entry.Job, new InlineProgress(p => entry.Percent = p), cancellation.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // it stays on disk as running, and is rendered again at the next start
            return;
        }
        catch (OperationCanceledException)
        {
            ended = entry.Job with { State = ExportState.Cancelled };
        }
        catch (Exception e)
        {
            LogFailed(logger, e, entry.Job.RequestId);
            ended = entry.Job with { State = ExportState.Failed, Error = e.Message };
        }

        lock (gate)
        {
            End(entry, ended);
        }

        LogEnded(logger, ended.RequestId, ended.State);
    }

    private void End(Entry entry, JobRecord job)
    {
        store.Save(job);
        entry.Job = job;
        entry.Ended.TrySetResult();
    }

    private sealed class Entry(JobRecord job)
    {
        public JobRecord Job { get; set; } = job;

        public int Percent { get; set; }

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationTokenSource Cancellation { get; } = new();

        public ExportJob ToJob() => Job.ToJob(Percent);
    }

    // Progress<T> would hand the numbers to the thread pool, and so out of order.
    private sealed class InlineProgress(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }

    [LoggerMessage(LogLevel.Information, "Export {RequestId} begins")]
    private static partial void LogStarted(ILogger logger, string requestId);

    [LoggerMessage(LogLevel.Information, "Export {RequestId} has ended: {State}")]
    private static partial void LogEnded(ILogger logger, string requestId, ExportState state);

    [LoggerMessage(LogLevel.Error, "Export {RequestId} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string requestId);
}
