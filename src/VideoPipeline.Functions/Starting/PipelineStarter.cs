using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using VideoPipeline.Pipelines;
using VideoPipeline.Story;

namespace VideoPipeline.Functions.Starting;

/// <summary>Starts runs, for every way in, and decides what becomes of duplicates.</summary>
public sealed partial class PipelineStarter(
    SourceStore sources,
    RunRecordStore records,
    RunIndex index,
    RunScheduler scheduler,
    TwinFinder twins,
    TimeProvider time,
    ILogger<PipelineStarter> logger)
{
    private const int Tries = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    /// <summary>Starts a run, unless the request repeats another one or a run of its pipeline is active.</summary>
    /// <exception cref="StartFailedException">The engine cannot be reached.</exception>
    public async Task<StartResult> StartAsync(StartOrder order, DurableTaskClient client, CancellationToken cancellationToken)
    {
        PipelineInput input = await ToInputAsync(order, cancellationToken);
        if (input.HasIdempotencyKey && await records.FindAsync(input.Key, cancellationToken) is { } delivered)
        {
            return await DeliveredAsync(delivered, input, cancellationToken);
        }

        if (order.OnDuplicate == OnDuplicate.Queue)
        {
            return await EnqueueAsync(input, client, cancellationToken);
        }

        if (await twins.FindAsync(input, cancellationToken) is { } twin)
        {
            return await DuplicateAsync(order, input, twin.Input, cancellationToken) with { HasEnded = true };
        }

        PipelineInput? serving = await StartOrFindServingAsync(input, client, cancellationToken);
        return serving is null
            ? new StartResult(input.Request.Pipeline, input.RunId, StartOutcome.Started)
            : await DuplicateAsync(order, input, serving, cancellationToken);
    }

    /// <summary>
    /// Continues a run that has ended from the stage at which it failed, as a run of its own. Asked for again, it is the same one. A run
    /// that had no transcript takes one that was uploaded since.
    /// </summary>
    /// <exception cref="StartFailedException">The engine cannot be reached.</exception>
    public async Task<StartResult> RetryAsync(RunRecord ended, DurableTaskClient client, CancellationToken cancellationToken)
    {
        PipelineRequest request = ended.Input.Request;
        PipelineInput input = ended.Input with
        {
            RunId = RunId.FromIdempotencyKey(request.Pipeline, $"retry:{ended.Input.RunId}"),
            SourceHash = ended.Input.SourceHash ?? await sources.FindAsync(request.CreatorId, request.VideoId, cancellationToken),
            RequestedAt = time.GetUtcNow(),
            HasIdempotencyKey = true,
            IsQueued = false,
            Continues = ended.Input.RunId,
            RedoFrom = null,
        };
        return await ContinueAsync(input, client, cancellationToken);
    }

    /// <summary>
    /// Does an ended run again from one of its stages on, as a run of its own that adopts the stages before. Each call is a run of its own,
    /// unless one of the pipeline is active, or the calls have one key.
    /// </summary>
    /// <exception cref="StartFailedException">The engine cannot be reached.</exception>
    public async Task<StartResult> RedoAsync(
        RunRecord ended, PipelineStage from, string? idempotencyKey, DurableTaskClient client, CancellationToken cancellationToken)
    {
        PipelineRequest request = ended.Input.Request;
        return await ContinueAsync(
            ended.Input with
            {
                RunId = idempotencyKey is { } key ? RunId.FromIdempotencyKey(request.Pipeline, $"redo:{key}") : RunId.New(time),
                RequestedAt = time.GetUtcNow(),
                HasIdempotencyKey = true,
                IsQueued = false,
                Continues = ended.Input.RunId,
                RedoFrom = from,
            },
            client,
            cancellationToken);
    }

    private async Task<StartResult> ContinueAsync(PipelineInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await records.FindAsync(input.Key, cancellationToken) is { } known)
        {
            return await DeliveredAsync(known, input, cancellationToken);
        }

        PipelineInput? serving = await StartOrFindServingAsync(input, client, cancellationToken);
        return serving is null
            ? new StartResult(input.Request.Pipeline, input.RunId, StartOutcome.Started)
            : new StartResult(input.Request.Pipeline, serving.RunId, StartOutcome.Deduplicated, serving.Fingerprint != input.Fingerprint);
    }

    private async Task<PipelineInput> ToInputAsync(StartOrder order, CancellationToken cancellationToken)
    {
        PipelineRequest request = order.Request;
        string? source = order.Transcript is null
            ? await sources.FindAsync(request.CreatorId, request.VideoId, cancellationToken)
            : await sources.AddAsync(order.Transcript, cancellationToken);
        RunId run = order.IdempotencyKey is { } key ? RunId.FromIdempotencyKey(request.Pipeline, key) : RunId.New(time);
        return new PipelineInput(
            request, run, source, time.GetUtcNow(), order.IdempotencyKey is not null, order.OnDuplicate == OnDuplicate.Queue);
    }

    // The very request came before: with its key, or as a message that was delivered again.
    private async Task<StartResult> DeliveredAsync(RunRecord record, PipelineInput input, CancellationToken cancellationToken)
    {
        PipelineInstanceId pipeline = record.Input.Request.Pipeline;
        RunRecord serving = await records.FindServingAsync(record.Input.Key, cancellationToken) ?? record;
        bool differs = serving.Input.Fingerprint != input.Fingerprint;
        int position = record.IsWaiting && record.Input.IsQueued
            ? 1 + (await records.ListWaitingAsync(pipeline, cancellationToken)).TakeWhile(r => r.Input.RunId != record.Input.RunId).Count()
            : 0;
        return new StartResult(pipeline, serving.DuplicateOf ?? serving.Input.RunId, StartOutcome.Deduplicated, differs, position, serving.HasEnded);
    }

    // The record is the promise that the run will be started; everything after it only makes that sooner.
    private async Task<StartResult> EnqueueAsync(PipelineInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        await records.ClaimAsync(RunRecord.Requested(input), cancellationToken);
        PipelineInput? active = await TryAdvanceAsync(input, client, cancellationToken);
        if (active?.RunId == input.RunId)
        {
            return new StartResult(input.Request.Pipeline, input.RunId, StartOutcome.Started);
        }

        IReadOnlyList<RunRecord> waiting = await records.ListWaitingAsync(input.Request.Pipeline, cancellationToken);
        int before = waiting.TakeWhile(r => r.Input.RunId != input.RunId).Count(r => r.Input.RunId != active?.RunId);
        LogQueued(logger, input.Request.Pipeline.Value, input.RunId.ToString(), before);
        return new StartResult(input.Request.Pipeline, input.RunId, StartOutcome.Queued, QueuePosition: before + 1);
    }

    // Answers the active run, as far as the engine tells it.
    private async Task<PipelineInput?> TryAdvanceAsync(PipelineInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        try
        {
            await scheduler.AdvanceAsync(input.Request.Pipeline, client, cancellationToken);
            return await scheduler.FindActiveAsync(input.Request.Pipeline, client, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotAdvanced(logger, e, input.Request.Pipeline.Value, input.RunId.ToString());
            return null;
        }
    }

    // Answers null when our run has been started, else what serves the request instead.
    private async Task<PipelineInput?> StartOrFindServingAsync(PipelineInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        Exception? last = null;
        for (int attempt = 1; attempt <= Tries; attempt++)
        {
            try
            {
                PipelineInput? serving = await FindBeforeAsync(input.Request.Pipeline, client, cancellationToken);
                if (serving is null)
                {
                    last = await scheduler.TryScheduleAsync(client, input, cancellationToken);
                    serving = await FindStartedAsync(input, client, cancellationToken);
                }

                if (serving?.RunId == input.RunId)
                {
                    // before anybody is told of it: a run that dies before it is claimed is found by the sweep
                    await index.AddActiveAsync(input, cancellationToken);
                    return null;
                }

                if (serving is not null)
                {
                    return serving;
                }
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // what cannot be seen now may be seen in a moment
                LogNotSeen(logger, e, input.Request.Pipeline.Value, input.RunId.ToString());
                last = e;
            }

            await Task.Delay(Pause * attempt, time, cancellationToken);
        }

        throw new StartFailedException(input.Request.Pipeline.Value, last);
    }

    // The run that comes before a new one: the active one, or the next that was queued, also between two runs.
    private async Task<PipelineInput?> FindBeforeAsync(PipelineInstanceId pipeline, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await scheduler.FindActiveAsync(pipeline, client, cancellationToken) is { } active)
        {
            return active;
        }

        if (await records.ListWaitingAsync(pipeline, cancellationToken) is not [var next, ..])
        {
            return null;
        }

        await scheduler.AdvanceAsync(pipeline, client, cancellationToken);
        return await scheduler.FindActiveAsync(pipeline, client, cancellationToken) ?? next.Input;
    }

    // Ours also when it has ended by now; of any other only one that is active.
    private async Task<PipelineInput?> FindStartedAsync(PipelineInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        PipelineInstanceId pipeline = input.Request.Pipeline;
        OrchestrationMetadata? instance = await client.GetInstanceAsync(pipeline.Value, true, cancellationToken);
        PipelineInput? found = instance?.ReadInputAs<PipelineInput>();
        return found?.RunId == input.RunId ? found : await scheduler.FindActiveAsync(pipeline, client, cancellationToken);
    }

    private async Task<StartResult> DuplicateAsync(StartOrder order, PipelineInput input, PipelineInput serving, CancellationToken cancellationToken)
    {
        bool differs = serving.Fingerprint != input.Fingerprint;
        LogDuplicate(logger, input.Request.Pipeline.Value, serving.RunId.ToString());
        if (order.OnDuplicate == OnDuplicate.Reject)
        {
            return new StartResult(input.Request.Pipeline, serving.RunId, StartOutcome.Rejected, differs);
        }

        if (input.HasIdempotencyKey)
        {
            // so that the same delivery gets this answer for ever, also after that run has ended
            RunRecord record = await records.ClaimAsync(RunRecord.Duplicate(input, serving.RunId), cancellationToken);
            return new StartResult(input.Request.Pipeline, record.DuplicateOf ?? record.Input.RunId, StartOutcome.Deduplicated, differs);
        }

        return new StartResult(input.Request.Pipeline, serving.RunId, StartOutcome.Deduplicated, differs);
    }

    [LoggerMessage(2001, LogLevel.Information, "A request for {Pipeline} is served by the run {RunId}")]
    private static partial void LogDuplicate(ILogger logger, string pipeline, string runId);

    [LoggerMessage(2002, LogLevel.Information, "A request for {Pipeline} is queued as the run {RunId}, {Before} before it")]
    private static partial void LogQueued(ILogger logger, string pipeline, string runId, int before);

    [LoggerMessage(
        2003, LogLevel.Warning, "The run {RunId} of {Pipeline} is queued, but the engine does not tell whether it can start; the sweep starts it")]
    private static partial void LogNotAdvanced(ILogger logger, Exception exception, string pipeline, string runId);

    [LoggerMessage(2004, LogLevel.Warning, "Whether the run {RunId} of {Pipeline} has started could not be seen")]
    private static partial void LogNotSeen(ILogger logger, Exception exception, string pipeline, string runId);
}
