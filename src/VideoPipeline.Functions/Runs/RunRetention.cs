using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Runs;

/// <summary>Deletes runs that ended longer ago than they are to be kept: their artifacts first, then what is known of them.</summary>
public sealed partial class RunRetention(
    RunRecordStore records, RunIndex index, ArtifactStore artifacts, IOptions<RunOptions> options, TimeProvider time, ILogger<RunRetention> logger)
{
    /// <summary>Looks once a day.</summary>
    [Function(nameof(DeleteOldRuns))]
    public async Task DeleteOldRuns([TimerTrigger("0 30 3 * * *")] TimerInfo timer, CancellationToken cancellationToken)
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
                await artifacts.DeleteRunAsync(entry.Run, cancellationToken);
                await records.RemoveAsync(entry, cancellationToken);
                LogDeleted(logger, entry.Run.Pipeline.Value, entry.Run.Run.ToString());
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "The run {RunId} of {Pipeline} has been kept for long enough, and is deleted")]
    private static partial void LogDeleted(ILogger logger, string pipeline, string runId);
}
