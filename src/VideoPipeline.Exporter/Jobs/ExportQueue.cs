using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Seats;
using VideoPipeline.Exporter.Telemetry;

namespace VideoPipeline.Exporter.Jobs;

/// <summary>
/// The exporter's jobs, done one at a time, first come first served, while this process holds its seat. Whatever a caller is told is on
/// disk before: jobs survive a restart. What was waiting or being rendered is rendered (again), what had ended or was cancelled is not.
/// </summary>
internal sealed partial class ExportQueue(
    JobStore store,
    ExportRunner runner,
    VideoBlobs videos,
    SeatKeeper seat,
    IHostApplicationLifetime lifetime,
    IOptions<ExporterOptions> options,
    ExporterTelemetry telemetry,
    TimeProvider time,
    ILogger<ExportQueue> logger)
    : BackgroundService
{
    private readonly JobBoard board = new();

    // changes of what is on disk, one after another
    private readonly SemaphoreSlim changes = new(1);
    private readonly Channel<JobEntry> waiting = Channel.CreateUnbounded<JobEntry>(new UnboundedChannelOptions { SingleReader = true });
    private volatile bool isLoaded;
    private long sequence;

    /// <summary>Whether this process holds its seat and knows its jobs. While it does not, it answers for none.</summary>
    public bool IsOpen => isLoaded && seat.IsHeld;

    /// <summary>
    /// Takes an export, or answers the one of that request. A job is taken in this order: the token is kept in the seat's blob, the job
    /// with its token on disk, then the caller is told. Whatever is cut off between is mended by handing the job over again.
    /// </summary>
    /// <exception cref="SeatLostException">This process has lost its seat.</exception>
    /// <exception cref="Azure.RequestFailedException">Storage does not work; nothing was taken.</exception>
    public async Task<Submission> SubmitAsync(ExportOrder order, CancellationToken cancellationToken)
    {
        JobEntry? known = board.Find(order.RequestId);
        if (known is not null && !known.Job.IsFor(order))
        {
            return new Submission(SubmissionOutcome.Differs, board.Of(known));
        }

        if (known is null && order.Token < seat.Highest)
        {
            return await AdoptAsync(order, cancellationToken);
        }

        await seat.RaiseAsync(order.Token, cancellationToken);
        return await ChangeAsync(() => Take(order), cancellationToken);
    }

    // beside those that wait, one is under way
    private bool IsFull => options.Value.MaxWaiting is { } most && board.Where(j => !j.HasEnded).Count > most;

    /// <summary>Takes a draft folder of this machine; returns when it is rendered, or when the exporter stops. Null when as many wait as may wait.</summary>
    public async Task<JobRecord?> RunLocalAsync(string draftFolder, CancellationToken cancellationToken)
    {
        string name = $"local-{Guid.NewGuid():N}";
        if (await ChangeAsync(() => IsFull ? null : Add(new JobRecord(name, ++sequence, null, draftFolder)), cancellationToken) is not { } entry)
        {
            return null;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        await entry.Ended.Task.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return entry.Job.HasEnded
            ? entry.Job
            : entry.Job with { State = ExportState.Failed, Error = "The exporter was stopped before the video was ready." };
    }

    /// <summary>
    /// How far a job is; waits for its end, at most the given time, and no longer than its caller or this process stays. Null for an
    /// unknown one.
    /// </summary>
    public async Task<ExportJob?> FindAsync(string requestId, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (board.Find(requestId) is not { } entry)
        {
            return null;
        }

        if (wait > TimeSpan.Zero)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
            await entry.Ended.Task.WaitAsync(wait, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return board.Of(entry);
    }

    /// <inheritdoc cref="JobBoard.List"/>
    public IReadOnlyList<ExportJob> List() => board.List();

    /// <summary>
    /// Cancels a job. False for an unknown one; one that has ended stays as it is. Once this returns, no restart renders the job.
    /// </summary>
    public async Task<bool> CancelAsync(string requestId, CancellationToken cancellationToken)
    {
        if (board.Find(requestId) is not { } entry)
        {
            return false;
        }

        if (await ChangeAsync(() => RequestCancel(entry), cancellationToken))
        {
            await entry.Cancellation.CancelAsync();
        }

        return true;
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        telemetry.Watch(() => board.Where(j => j.State == ExportState.Queued).Count, () => IsOpen);

        // before the first request can come, unless the exporter stands by
        if (seat.IsHeld)
        {
            Load();
        }

        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        changes.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, seat.Lost);
        try
        {
            await seat.Taken.WaitAsync(over.Token);
            Load();
            await foreach (JobEntry entry in waiting.Reader.ReadAllAsync(over.Token))
            {
                if (await ChangeAsync(() => Start(entry), over.Token))
                {
                    await RunAsync(entry, over.Token);
                }

                await ExcerptAsync(entry, over.Token);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // the process ends
        }
    }

    private void Load()
    {
        if (isLoaded)
        {
            return;
        }

        runner.Sweep();
        foreach (JobRecord job in store.Found)
        {
            sequence = Math.Max(sequence, job.Sequence);
            Restore(job);
        }

        ForgetOld();
        isLoaded = true;
    }

    private void Restore(JobRecord job)
    {
        JobEntry entry = board.Add(job.HasEnded ? job : job with { State = ExportState.Queued });
        if (job.HasEnded)
        {
            if (job.OwesExcerpts)
            {
                waiting.Writer.TryWrite(entry);
            }
        }
        else if (job.IsCancelRequested)
        {
            End(entry, job with { State = ExportState.Cancelled });
        }
        else if (job.Order is null)
        {
            // its caller hung on the line, and has gone with the process
            runner.SweepAfter(job);
            End(entry, job with { State = ExportState.Failed, Error = "The exporter was restarted." });
        }
        else
        {
            waiting.Writer.TryWrite(entry);
        }
    }

    private async Task<T> ChangeAsync<T>(Func<T> change, CancellationToken cancellationToken)
    {
        await changes.WaitAsync(cancellationToken);
        try
        {
            return change();
        }
        finally
        {
            changes.Release();
        }
    }

    private Submission Take(ExportOrder order)
    {
        if (board.Find(order.RequestId) is { } known)
        {
            return Repeat(known, order);
        }

        // a higher one may have come since it was compared
        return order.Token < seat.Highest ? new Submission(SubmissionOutcome.TokenTooLow, null)
            : IsFull ? new Submission(SubmissionOutcome.Full, null)
            : new Submission(SubmissionOutcome.Taken, board.Of(Add(new JobRecord(order.RequestId, ++sequence, order, null) { TraceParent = ExporterTelemetry.CurrentTrace })));
    }

    private Submission Repeat(JobEntry known, ExportOrder order)
    {
        if (!known.Job.IsFor(order))
        {
            return new Submission(SubmissionOutcome.Differs, board.Of(known));
        }

        if (order.Token > known.Job.Order!.Token)
        {
            Save(known, known.Job with { Order = order });
        }

        return new Submission(SubmissionOutcome.Known, board.Of(known));
    }

    // Nothing is started under a token that is too low. But a video that is there needs no start: its order came before, and was forgotten.
    private async Task<Submission> AdoptAsync(ExportOrder order, CancellationToken cancellationToken)
    {
        if (await videos.FindAsync(order, cancellationToken) is not { } stored)
        {
            return new Submission(SubmissionOutcome.TokenTooLow, null);
        }

        return await ChangeAsync(() => board.Find(order.RequestId) is { } known ? Repeat(known, order) : Adopt(order, stored), cancellationToken);
    }

    private Submission Adopt(ExportOrder order, ExportResult stored)
    {
        var job = new JobRecord(order.RequestId, ++sequence, order, null)
        {
            State = ExportState.Succeeded,
            Result = stored,
            EndedAt = time.GetUtcNow(),
        };
        return new Submission(SubmissionOutcome.Known, board.Of(Add(job)));
    }

    private JobEntry Add(JobRecord job)
    {
        store.Save(job);
        JobEntry entry = board.Add(job);
        if (!job.HasEnded)
        {
            waiting.Writer.TryWrite(entry);
        }

        return entry;
    }

    private bool RequestCancel(JobEntry entry)
    {
        if (entry.Job.HasEnded)
        {
            return false;
        }

        if (entry.Job.State == ExportState.Queued)
        {
            End(entry, entry.Job with { State = ExportState.Cancelled, IsCancelRequested = true });
        }
        else if (!entry.Job.IsCancelRequested)
        {
            Save(entry, entry.Job with { IsCancelRequested = true });
        }

        return true;
    }

    private bool Start(JobEntry entry)
    {
        if (entry.Job.HasEnded)
        {
            return false;
        }

        JobRecord started = entry.Job with { State = ExportState.Running, StartedAt = time.GetUtcNow(), Starts = entry.Job.Starts + 1 };
        if (!runner.MayRepeat)
        {
            store.Save(started);
        }

        // else not kept on disk: after a restart it waits again
        board.Show(entry, started);
        return true;
    }

    private async Task RunAsync(JobEntry entry, CancellationToken over)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(over, entry.Cancellation.Token);
        using Activity? span = telemetry.Begin(entry.Job);
        LogStarted(logger, entry.Job.RequestId);
        Func<JobRecord, JobRecord> outcome;
        try
        {
            ExportResult result = await runner.RunAsync(entry.Job, new InlineProgress(p => entry.Percent = p), cancellation.Token);
            outcome = job => job with { State = ExportState.Succeeded, Result = result, OwesExcerpts = job.Order is not null };
        }
        catch (OperationCanceledException) when (entry.Cancellation.IsCancellationRequested)
        {
            outcome = job => job with { State = ExportState.Cancelled };
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // it stays on disk as waiting, and is rendered again at the next start
            telemetry.End(entry.Job, span);
            return;
        }
        catch (Exception e)
        {
            LogFailed(logger, e, entry.Job.RequestId);
            outcome = job => job with { State = ExportState.Failed, Error = e.Message };
        }

        await ChangeAsync(() => End(entry, outcome(entry.Job)), CancellationToken.None);
        telemetry.End(entry.Job, span);
        LogEnded(logger, entry.Job.RequestId, entry.Job.State);
        await ChangeAsync(ForgetOld, CancellationToken.None);
    }

    // When this process ends meanwhile, the next start makes them.
    private async Task ExcerptAsync(JobEntry entry, CancellationToken over)
    {
        if (entry.Job.OwesExcerpts)
        {
            await runner.ExcerptAsync(entry.Job, over);
            await ChangeAsync(() => Settle(entry), CancellationToken.None);
        }
    }

    private bool Settle(JobEntry entry)
    {
        Save(entry, entry.Job with { OwesExcerpts = false });
        return true;
    }

    // The caller that waits is told when the record has reached the disk, and at once.
    private bool End(JobEntry entry, JobRecord job)
    {
        Save(entry, job with { EndedAt = time.GetUtcNow() });
        return entry.Ended.TrySetResult();
    }

    private void Save(JobEntry entry, JobRecord job)
    {
        store.Save(job);
        board.Show(entry, job);
    }

    // The job with the highest token is kept for as long as there is no higher one: by it alone its request could be taken again.
    private int ForgetOld()
    {
        DateTimeOffset limit = time.GetUtcNow() - options.Value.KeepJobs;
        FencingToken highest = seat.Highest;
        IReadOnlyList<JobRecord> old = board.Where(j => j.EndedAt < limit && (j.Order is null || j.Order.Token < highest));
        if (old.Count > 0)
        {
            store.Forget(old, highest);
            LogForgotten(logger, old.Count);
        }

        board.Remove(old);
        return old.Count;
    }

    // Progress<T> would hand the numbers to the thread pool, and so out of order.
    private sealed class InlineProgress(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }

    [LoggerMessage(3001, LogLevel.Information, "Export {RequestId} begins")]
    private static partial void LogStarted(ILogger logger, string requestId);

    [LoggerMessage(3002, LogLevel.Information, "Export {RequestId} has ended: {State}")]
    private static partial void LogEnded(ILogger logger, string requestId, ExportState state);

    [LoggerMessage(3003, LogLevel.Error, "Export {RequestId} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string requestId);

    [LoggerMessage(3004, LogLevel.Information, "{Count} jobs that ended long ago are forgotten")]
    private static partial void LogForgotten(ILogger logger, int count);
}
