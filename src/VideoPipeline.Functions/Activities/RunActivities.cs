using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Artifacts;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Pipelines;
using VideoPipeline.Reports;

namespace VideoPipeline.Functions.Activities;

/// <summary>Begins and ends runs.</summary>
public sealed class RunActivities(RunRecordStore records, RunLog log, RunReportStore reports, TwinFinder twins, TimeProvider time)
{
    /// <summary>
    /// Claims the run. Answers null when it is to be run; otherwise how it ended, or which earlier run serves it: executions of one
    /// instance are serial, so here a late duplicate cannot slip through.
    /// </summary>
    [Function(nameof(ClaimRun))]
    public async Task<RunOutcome?> ClaimRun([ActivityTrigger] PipelineInput input, CancellationToken cancellationToken)
    {
        RunRecord? earlier = await twins.FindAsync(input, cancellationToken);
        RunRecord record = await records.ClaimAsync(
            earlier is null ? RunRecord.Requested(input) : RunRecord.Duplicate(input, earlier.Input.RunId), cancellationToken);
        if (record.DuplicateOf is { } serving)
        {
            RunRecord served = await records.FindServingAsync(input.Key, cancellationToken) ?? record;
            return new RunOutcome(serving, served.State, served.Failure);
        }

        RunRecord started = record.HasEnded ? record : await records.ChangeAsync(input.Key, r => r.Start(time.GetUtcNow()), cancellationToken);
        if (started.HasEnded)
        {
            return new RunOutcome(input.RunId, started.State, started.Failure);
        }

        await log.WriteAsync(
            input.Key, $"Run {input.RunId} of {input.Request.Pipeline} {(record.State == RunState.Pending ? "has begun" : "goes on")}.", cancellationToken);
        return null;
    }

    /// <summary>Ends the run.</summary>
    [Function(nameof(FinishRun))]
    public async Task<RunOutcome> FinishRun([ActivityTrigger] RunEnd end, CancellationToken cancellationToken)
    {
        RunRecord record = await records.ChangeAsync(end.Input.Key, r => r.Finish(time.GetUtcNow(), end.Failure), cancellationToken);
        await log.WriteAsync(end.Input.Key, Describe(record), cancellationToken);
        await reports.WriteAsync(record, cancellationToken);
        return new RunOutcome(end.Input.RunId, record.State, record.Failure);
    }

    /// <summary>What the next run of the same pipeline starts with: the oldest that waits. Null when none does.</summary>
    [Function(nameof(FindNextRun))]
    public async Task<PipelineInput?> FindNextRun([ActivityTrigger] PipelineInput ended, CancellationToken cancellationToken) =>
        (await records.ListWaitingAsync(ended.Request.Pipeline, cancellationToken)) is [var next, ..] ? next.Input : null;

    private static string Describe(RunRecord record) => record.State switch
    {
        RunState.Completed => "The run is complete.",
        RunState.Cancelled => "The run was cancelled.",
        _ => $"The run has failed: {record.Failure?.Message}",
    };
}
