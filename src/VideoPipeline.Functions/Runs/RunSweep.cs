using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Pipelines;
using VideoPipeline.Reports;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Functions.Runs;

/// <summary>
/// Brings run records and orchestrations together again wherever a crash, a lost worker or an operator came between: it starts what
/// waits, starts again what died for want of a worker, and ends what nobody will end any more. Everything it does may be done twice.
/// </summary>
public sealed partial class RunSweep(
    RunRecordStore records,
    RunIndex index,
    RunScheduler scheduler,
    RunCanceller canceller,
    RunCallbacks callbacks,
    PipelineMetrics metrics,
    RunReportStore reports,
    IOptions<RunOptions> options,
    TimeProvider time,
    ILogger<RunSweep> logger)
{
    private const int MostRestarts = 5;

    // a request writes its rows of the index first and its record right after
    private static readonly TimeSpan UnwrittenFor = TimeSpan.FromHours(1);

    /// <summary>Looks at every run that has not ended, three times a minute.</summary>
    [Function(nameof(SweepRuns))]
    public async Task SweepRuns(
        [TimerTrigger("5,25,45 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        _ = timer;
        var waiting = new HashSet<PipelineInstanceId>();
        var begun = new List<DateTimeOffset>();
        await foreach (RunIndexEntry entry in index.ListActiveAsync(cancellationToken))
        {
            try
            {
                RunRecord? record = await records.FindAsync(entry.Run, cancellationToken);
                if (record is { HasEnded: false, StartedAt: { } start })
                {
                    begun.Add(start);
                }

                if (await MendAsync(entry, record, client, cancellationToken))
                {
                    waiting.Add(entry.Run.Pipeline);
                }
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // one run's trouble is not the others': it is looked at again next time
                LogNotMended(logger, e, entry.Run.Pipeline.Value, entry.Run.Run.ToString());
            }
        }

        metrics.Swept(begun.Count, begun.Count == 0 ? TimeSpan.Zero : time.GetUtcNow() - begun.Min());
        foreach (PipelineInstanceId pipeline in waiting)
        {
            try
            {
                await scheduler.AdvanceAsync(pipeline, client, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // one pipeline's trouble is not the others'
                LogNotAdvanced(logger, e, pipeline.Value);
            }
        }
    }

    // Answers whether the run waits to be started.
    private async Task<bool> MendAsync(
        RunIndexEntry entry, RunRecord? record, DurableTaskClient client, CancellationToken cancellationToken)
    {
        switch (record)
        {
            case null:
                return await MendUnclaimedAsync(entry, client, cancellationToken);
            case { DuplicateOf: not null }:
                await index.RemoveAsync(entry, cancellationToken);
                return false;
            case { HasEnded: true }:
                await index.EndAsync(record, cancellationToken);
                return false;
            case { State: RunState.Pending }:
                return true;
            default:
                await MendStartedAsync(record, client, cancellationToken);
                return false;
        }
    }

    // A run that died before it could claim its record has its input in the engine alone: it gets a record, and waits its turn.
    private async Task<bool> MendUnclaimedAsync(RunIndexEntry entry, DurableTaskClient client, CancellationToken cancellationToken)
    {
        OrchestrationMetadata? instance = await client.GetInstanceAsync(entry.Run.Pipeline.Value, true, cancellationToken);
        PipelineInput? started = instance?.ReadInputAs<PipelineInput>();
        if (started?.RunId == entry.Run.Run && instance!.RuntimeStatus == OrchestrationRuntimeStatus.Failed)
        {
            LogUnclaimed(logger, entry.Run.Pipeline.Value, entry.Run.Run.ToString());
            await records.ClaimAsync(RunRecord.Requested(started), cancellationToken);
            return true;
        }

        if (time.GetUtcNow() - entry.RequestedAt > UnwrittenFor)
        {
            await index.RemoveAsync(entry, cancellationToken);
        }

        return false;
    }

    private async Task MendStartedAsync(RunRecord seen, DurableTaskClient client, CancellationToken cancellationToken)
    {
        OrchestrationMetadata? instance = await client.GetInstanceAsync(seen.Input.Request.Pipeline.Value, true, cancellationToken);
        bool isOwn = instance?.ReadInputAs<PipelineInput>()?.RunId == seen.Input.RunId;
        if (isOwn && !instance!.IsCompleted)
        {
            await canceller.RemindAsync(seen, client, cancellationToken);
            return;
        }

        // one that is seen to have died need not be waited for
        bool hasDied = isOwn && instance!.RuntimeStatus == OrchestrationRuntimeStatus.Failed;
        if (!hasDied && time.GetUtcNow() - (seen.RestartedAt ?? seen.StartedAt) < options.Value.Grace)
        {
            return;
        }

        // read again: an orchestration that has ended since has ended its record before
        if (await records.FindAsync(seen.Input.Key, cancellationToken) is not { HasEnded: false } record)
        {
            return;
        }

        if (record.CancelRequestedAt is not null)
        {
            await EndAsync(record, client, StageFailure.Cancelled, cancellationToken);
        }
        else if (instance is not null && (!isOwn || instance.RuntimeStatus == OrchestrationRuntimeStatus.Terminated))
        {
            await EndAsync(record, client, StageFailure.Terminated, cancellationToken);
        }
        else if (record.Restarts >= MostRestarts)
        {
            await EndAsync(record, client, StageFailure.Lost(record.Restarts), cancellationToken);
        }
        else
        {
            await RestartAsync(record, client, cancellationToken);
        }
    }

    private async Task EndAsync(RunRecord record, DurableTaskClient client, StageFailure failure, CancellationToken cancellationToken)
    {
        LogEnded(logger, record.Input.Request.Pipeline.Value, record.Input.RunId.ToString(), failure.Code);
        await EndChildrenAsync(record.Input.RunId, client, cancellationToken);

        // before the end is written: after it the run is not looked at again
        await callbacks.TryAnnounceAsync(record.Input, client, cancellationToken);
        RunRecord ended = await records.ChangeAsync(record.Input.Key, r => r.Finish(time.GetUtcNow(), failure), cancellationToken);
        await reports.WriteAsync(ended, cancellationToken);
    }

    private async Task RestartAsync(RunRecord record, DurableTaskClient client, CancellationToken cancellationToken)
    {
        LogRestarted(logger, record.Input.Request.Pipeline.Value, record.Input.RunId.ToString());
        await records.ChangeAsync(record.Input.Key, r => r.Restart(time.GetUtcNow()), cancellationToken);
        await EndChildrenAsync(record.Input.RunId, client, cancellationToken);
        await scheduler.TryScheduleAsync(client, record.Input, cancellationToken);
    }

    // A child that outlived its parent works for nobody, and would be in the way of the next one of its name.
    private static async Task EndChildrenAsync(RunId run, DurableTaskClient client, CancellationToken cancellationToken)
    {
        foreach (PipelineStage stage in StageChild.Stages)
        {
            string child = StageChild.IdOf(run, stage);
            if (await client.GetInstanceAsync(child, cancellationToken) is { IsCompleted: false })
            {
                await client.TerminateInstanceAsync(child, cancellation: cancellationToken);
            }
        }
    }

    [LoggerMessage(2201, LogLevel.Warning, "The run {RunId} of {Pipeline} had lost its orchestration, and is started again")]
    private static partial void LogRestarted(ILogger logger, string pipeline, string runId);

    [LoggerMessage(2202, LogLevel.Warning, "The run {RunId} of {Pipeline} died before it was claimed, and waits to be started again")]
    private static partial void LogUnclaimed(ILogger logger, string pipeline, string runId);

    [LoggerMessage(2203, LogLevel.Warning, "The run {RunId} of {Pipeline} had lost its orchestration, and has been ended: {Reason}")]
    private static partial void LogEnded(ILogger logger, string pipeline, string runId, string reason);

    [LoggerMessage(2204, LogLevel.Error, "The next run of {Pipeline} could not be started; it is tried again")]
    private static partial void LogNotAdvanced(ILogger logger, Exception exception, string pipeline);

    [LoggerMessage(2205, LogLevel.Error, "The run {RunId} of {Pipeline} could not be looked after; it is looked at again")]
    private static partial void LogNotMended(ILogger logger, Exception exception, string pipeline, string runId);
}
