using Microsoft.Extensions.Logging;
using VideoPipeline.Artifacts;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Limits;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Activities;

/// <summary>Runs the work of a stage's activity: keeps the run record and the run's log, and turns refusals into outcomes.</summary>
public sealed partial class StageReporter(RunRecordStore records, RunLog log, TimeProvider time, ILogger<StageReporter> logger)
{
    /// <summary>Runs work that begins a stage, and gives its outcome.</summary>
    public Task<StageOutcome> BeginAsync(
        PipelineInput input, PipelineStage stage, string detail, Func<Task<StageOutcome>> work, CancellationToken cancellationToken) =>
        GuardAsync(input, stage, async () =>
        {
            await ChangeAsync(input, stage, s => s.Start(time.GetUtcNow(), detail), cancellationToken);
            StageOutcome outcome = await work();
            await ChangeAsync(input, stage, s => s.Plan(outcome.Parts), cancellationToken);
            return outcome;
        }, cancellationToken);

    /// <summary>Runs one of a stage's parts.</summary>
    public Task<StageOutcome> DoPartAsync(StagePart part, PipelineStage stage, string detail, Func<Task> work, CancellationToken cancellationToken) =>
        GuardAsync(part.Input, stage, async () =>
        {
            await work();
            await ChangeAsync(part.Input, stage, s => s.EndStep(part.Part, detail), cancellationToken);
            return StageOutcome.Done;
        }, cancellationToken);

    /// <summary>Runs the work that ends a stage; it gives what to say of it.</summary>
    public Task<StageOutcome> EndAsync(PipelineInput input, PipelineStage stage, Func<Task<string>> work, CancellationToken cancellationToken) =>
        GuardAsync(input, stage, async () =>
        {
            string detail = await work();
            await ChangeAsync(input, stage, s => s.Complete(time.GetUtcNow(), detail), cancellationToken);
            await WriteLogAsync(input, $"{stage}: {detail}", cancellationToken);
            return StageOutcome.Done;
        }, cancellationToken);

    /// <summary>Changes the record of a stage.</summary>
    public Task ChangeAsync(PipelineInput input, PipelineStage stage, Func<StageRecord, StageRecord> change, CancellationToken cancellationToken) =>
        records.ChangeAsync(input.Key, r => r.With(stage, change), cancellationToken);

    /// <summary>Adds a line to the run's log.</summary>
    public Task WriteLogAsync(PipelineInput input, string message, CancellationToken cancellationToken) =>
        log.WriteAsync(input.Key, message, cancellationToken);

    private async Task<StageOutcome> GuardAsync(
        PipelineInput input, PipelineStage stage, Func<Task<StageOutcome>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (StageFailedException e)
        {
            LogRefused(logger, e, stage, input.Request.Pipeline.Value, input.RunId.ToString());
            await ChangeAsync(input, stage, s => s.End(time.GetUtcNow(), new StageFailure(e.Code, e.Message)), cancellationToken);
            await WriteLogAsync(input, $"{stage} failed ({e.Code}): {e.Message}", cancellationToken);
            return new StageOutcome(new StageFailure(e.Code, e.Message));
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

    [LoggerMessage(LogLevel.Warning, "The stage {Stage} of {Pipeline}, run {RunId}, failed")]
    private static partial void LogRefused(ILogger logger, Exception exception, PipelineStage stage, string pipeline, string runId);

    [LoggerMessage(LogLevel.Information, "{Resource} is busy (retry after {RetryAfter}); {Stage} of {Pipeline}, run {RunId}, waits")]
    private static partial void LogBusy(
        ILogger logger, string resource, TimeSpan? retryAfter, PipelineStage stage, string pipeline, string runId);
}
