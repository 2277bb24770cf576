using System.Diagnostics;
using Microsoft.Extensions.Logging;
using VideoPipeline.Artifacts;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Limits;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Activities;

/// <summary>
/// Runs the work of a stage's activity: keeps the run record and the run's log, turns refusals into outcomes, and stops the work when the
/// run is cancelled.
/// </summary>
public sealed partial class StageReporter(
    RunRecordStore records, RunLog log, CancelWatch cancellation, TimeProvider time, ILogger<StageReporter> logger)
{
    /// <summary>Runs work that begins a stage, and gives its outcome.</summary>
    public Task<StageOutcome> BeginAsync(
        PipelineInput input,
        PipelineStage stage,
        string detail,
        Func<CancellationToken, Task<StageOutcome>> work,
        CancellationToken cancellationToken) =>
        GuardAsync(input, stage, async stop =>
        {
            await ChangeAsync(input, stage, s => s.Start(time.GetUtcNow(), detail), stop);
            StageOutcome outcome = await work(stop);
            await ChangeAsync(input, stage, s => s.Plan(outcome.Parts), stop);
            return outcome;
        }, cancellationToken);

    /// <summary>Runs one of a stage's parts.</summary>
    public Task<StageOutcome> DoPartAsync(
        StagePart part, PipelineStage stage, string detail, Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        GuardAsync(part.Input, stage, async stop =>
        {
            await work(stop);
            await ChangeAsync(part.Input, stage, s => s.EndStep(part.Part, detail), stop);
            return StageOutcome.Done;
        }, cancellationToken);

    /// <summary>Runs the work that ends a stage; it gives what to say of it.</summary>
    public Task<StageOutcome> EndAsync(
        PipelineInput input, PipelineStage stage, Func<CancellationToken, Task<string>> work, CancellationToken cancellationToken) =>
        GuardAsync(input, stage, async stop =>
        {
            await CompleteAsync(input, stage, await work(stop), stop);
            return StageOutcome.Done;
        }, cancellationToken);

    /// <summary>Records that a stage is done.</summary>
    public async Task CompleteAsync(PipelineInput input, PipelineStage stage, string detail, CancellationToken cancellationToken)
    {
        await ChangeAsync(input, stage, s => s.Complete(time.GetUtcNow(), detail), cancellationToken);
        await WriteLogAsync(input, $"{stage}: {detail}", cancellationToken);
    }

    /// <summary>Records that a stage has failed.</summary>
    public async Task FailAsync(PipelineInput input, PipelineStage stage, StageFailure failure, CancellationToken cancellationToken)
    {
        await ChangeAsync(input, stage, s => s.End(time.GetUtcNow(), failure), cancellationToken);
        await WriteLogAsync(input, $"{stage} failed ({failure.Code}): {failure.Message}", cancellationToken);
    }

    /// <summary>Changes the record of a stage; answers the run's.</summary>
    public Task<RunRecord> ChangeAsync(PipelineInput input, PipelineStage stage, Func<StageRecord, StageRecord> change, CancellationToken cancellationToken) =>
        records.ChangeAsync(input.Key, r => r.With(stage, change), cancellationToken);

    /// <summary>Adds a line to the run's log.</summary>
    public Task WriteLogAsync(PipelineInput input, string message, CancellationToken cancellationToken) =>
        log.WriteAsync(input.Key, message, cancellationToken);

    private async Task<StageOutcome> GuardAsync(
        PipelineInput input, PipelineStage stage, Func<CancellationToken, Task<StageOutcome>> work, CancellationToken cancellationToken)
    {
        // the host's span of the activity
        Activity.Current?.SetTag("videopipeline.pipeline", input.Request.Pipeline.Value).SetTag("videopipeline.run_id", input.RunId.ToString());
        try
        {
            return await cancellation.RunAsync(input.Key, work, cancellationToken);
        }
        catch (RunCancelledException)
        {
            return StageOutcome.Cancelled;
        }
        catch (StageFailedException e)
        {
            LogRefused(logger, e, stage, input.Request.Pipeline.Value, input.RunId.ToString());
            var failure = new StageFailure(e.Code, e.Message);
            await FailAsync(input, stage, failure, cancellationToken);
            return new StageOutcome(failure);
        }
        catch (RequestNotReservedException e)
        {
            return new StageOutcome(Needs: new RequestNeed(e.Resource));
        }
        catch (ProviderBusyException e)
        {
            LogBusy(logger, e.Resource, e.RetryAfter, stage, input.Request.Pipeline.Value, input.RunId.ToString());
            return new StageOutcome(Needs: new RequestNeed(e.Resource, true, e.RetryAfter));
        }
    }

    [LoggerMessage(2101, LogLevel.Warning, "The stage {Stage} of {Pipeline}, run {RunId}, failed")]
    private static partial void LogRefused(ILogger logger, Exception exception, PipelineStage stage, string pipeline, string runId);

    [LoggerMessage(2102, LogLevel.Information, "{Resource} is busy (retry after {RetryAfter}); {Stage} of {Pipeline}, run {RunId}, waits")]
    private static partial void LogBusy(
        ILogger logger, string resource, TimeSpan? retryAfter, PipelineStage stage, string pipeline, string runId);
}
