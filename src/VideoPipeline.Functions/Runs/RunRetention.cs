using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Runs;

/// <summary>
/// Deletes what ended longer ago than it is to be kept: runs, and the engine's histories, which grow with every run, stage and grant.
/// </summary>
public sealed partial class RunRetention(
    RunRecordStore records, RunIndex index, RunRemover remover, IOptions<RunOptions> options, TimeProvider time, ILogger<RunRetention> logger)
{
    private static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    /// <summary>Looks once a day.</summary>
    [Function(nameof(DeleteOldRuns))]
    public async Task DeleteOldRuns(
        [TimerTrigger("0 30 3 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        _ = timer;
        if (options.Value.Retention == TimeSpan.Zero)
        {
            return;
        }

        DateTimeOffset keptFrom = time.GetUtcNow() - options.Value.Retention;
        await foreach (RunIndexEntry entry in index.ListAsync(new RunFilter(Until: keptFrom), cancellationToken))
        {
            RunRecord? record = await records.FindAsync(entry.Run, cancellationToken);
            if (record is null || record.EndedAt < keptFrom)
            {
                await remover.RemoveAsync(entry, client, cancellationToken);
                LogDeleted(logger, entry.Run.Pipeline.Value, entry.Run.Run.ToString());
            }
        }
    }

    /// <summary>Looks once a day.</summary>
    [Function(nameof(PurgeOldHistories))]
    public async Task PurgeOldHistories(
        [TimerTrigger("0 30 4 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        _ = timer;
        if (options.Value.HistoryRetention == TimeSpan.Zero)
        {
            return;
        }

        var old = new PurgeInstancesFilter(null, time.GetUtcNow() - options.Value.HistoryRetention, Ended);
        PurgeResult purged = await client.PurgeAllInstancesAsync(old, cancellationToken);
        LogPurged(logger, purged.PurgedInstanceCount);
    }

    [LoggerMessage(2231, LogLevel.Information, "{Count} histories of what has ended have been kept for long enough, and are deleted")]
    private static partial void LogPurged(ILogger logger, int count);

    [LoggerMessage(2232, LogLevel.Information, "The run {RunId} of {Pipeline} has been kept for long enough, and is deleted")]
    private static partial void LogDeleted(ILogger logger, string pipeline, string runId);
}
