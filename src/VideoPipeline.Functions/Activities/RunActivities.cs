using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Activities;

/// <summary>Begins and ends runs.</summary>
public sealed class RunActivities(RunRecordStore records, RunLog log, TimeProvider time, IOptions<StartingOptions> options)
{
    /// <summary>
    /// Claims the run. Answers null when it is to be run; otherwise how it ended, or which earlier run serves it: executions of one
    /// instance are serial, so here a late duplicate cannot slip through.
    /// </summary>
    [Function(nameof(ClaimRun))]
    public async Task<RunOutcome?> ClaimRun([ActivityTrigger] PipelineInput input, CancellationToken cancellationToken)
    {
        RunRecord? earlier = input.HasIdempotencyKey ? null : await FindEarlierTwinAsync(input, cancellationToken);
        RunRecord requested = RunRecord.Requested(input);
        RunRecord record = await records.ClaimAsync(earlier is null ? requested : requested with { DuplicateOf = earlier.Input.RunId }, cancellationToken);
        if (record.DuplicateOf is { } serving)
        {
            RunRecord served = await records.FindAsync(new RunKey(input.Request.Pipeline, serving), cancellationToken) ?? record;
            return new RunOutcome(serving, served.State, served.Failure);
        }

        if (record.HasEnded)
        {
            return new RunOutcome(input.RunId, record.State, record.Failure);
        }

        await records.ChangeAsync(input.Key, r => r.Start(time.GetUtcNow()), cancellationToken);
        await log.WriteAsync(input.Key, $"Run {input.RunId} of {input.Request.Pipeline} has begun.", cancellationToken);
        return null;
    }

    /// <summary>Ends the run.</summary>
    [Function(nameof(FinishRun))]
    public async Task<RunOutcome> FinishRun([ActivityTrigger] RunEnd end, CancellationToken cancellationToken)
    {
        RunRecord record = await records.ChangeAsync(end.Input.Key, r => r.Finish(time.GetUtcNow(), end.Failure), cancellationToken);
        await log.WriteAsync(
            end.Input.Key, record.Failure is null ? "The run is complete." : $"The run has failed: {record.Failure.Message}", cancellationToken);
        return new RunOutcome(end.Input.RunId, record.State, record.Failure);
    }

    private async Task<RunRecord?> FindEarlierTwinAsync(PipelineInput input, CancellationToken cancellationToken)
    {
        RunRecord? latest = await records.FindLatestAsync(input.Request.Pipeline, cancellationToken);
        return latest is not null && latest.Input.RunId != input.RunId && options.Value.AreOneRequest(latest.Input, input) ? latest : null;
    }
}
