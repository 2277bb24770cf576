using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Runs;

/// <summary>
/// Cancels runs, in concert with them: what counts is a mark in the run's record, which every activity looks at; an event tells the run at
/// once. A run that has not begun ends right here.
/// </summary>
public sealed partial class RunCanceller(
    RunRecordStore records, RunScheduler scheduler, RunCallbacks callbacks, TimeProvider time, ILogger<RunCanceller> logger)
{
    /// <summary>Asks a run to stop. Answers its record as it is now: ended when it had not begun, or had ended before.</summary>
    /// <param name="run">The run; its record need not be stored yet.</param>
    /// <param name="client">The engine.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    public async Task<RunRecord> CancelAsync(RunRecord run, DurableTaskClient client, CancellationToken cancellationToken)
    {
        await records.ClaimAsync(run, cancellationToken);
        RunRecord marked = await records.ChangeAsync(run.Input.Key, r => r.RequestCancel(time.GetUtcNow()), cancellationToken);
        if (marked.HasEnded)
        {
            await callbacks.TryAnnounceAsync(marked.Input, client, cancellationToken);
        }
        else
        {
            await WakeAsync(marked.Input, client, cancellationToken);
        }

        return marked;
    }

    /// <summary>Tells a run again that is to stop: the first event may have been lost.</summary>
    public async Task RemindAsync(RunRecord run, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (run.CancelRequestedAt is not null)
        {
            await WakeAsync(run.Input, client, cancellationToken);
        }
    }

    private async Task WakeAsync(PipelineInput run, DurableTaskClient client, CancellationToken cancellationToken)
    {
        PipelineInput? active = await scheduler.FindActiveAsync(run.Request.Pipeline, client, cancellationToken);
        if (active?.RunId != run.RunId)
        {
            return;
        }

        try
        {
            await client.RaiseEventAsync(run.Request.Pipeline.Value, CancelSignal.EventOf(run.RunId), "", cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // it has ended just now, or the engine is away: the run's next activity sees the mark
            LogNotWoken(logger, e, run.Request.Pipeline.Value, run.RunId.ToString());
        }
    }

    [LoggerMessage(2211, LogLevel.Information, "The run {RunId} of {Pipeline} could not be told of its cancellation at once")]
    private static partial void LogNotWoken(ILogger logger, Exception exception, string pipeline, string runId);
}
