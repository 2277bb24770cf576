using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using VideoPipeline.Pipelines;
using VideoPipeline.Story;

namespace VideoPipeline.Functions.Starting;

/// <summary>Starts runs, for every way in, and decides what becomes of duplicates.</summary>
public sealed partial class PipelineStarter(
    SourceStore sources,
    RunRecordStore records,
    RunScheduler scheduler,
    TwinFinder twins,
    TimeProvider time,
    ILogger<PipelineStarter> logger)
{
    private const int Tries = 6;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    /// <summary>Starts a run, unless the request repeats another one or a run of its pipeline is active.</summary>
    /// <exception cref="StartFailedException">The engine cannot be reached.</exception>
    public async Task<StartResult> StartAsync(StartOrder order, DurableTaskClient client, CancellationToken cancellationToken)
    {
        PipelineInput input = await ToInputAsync(order, cancellationToken);
        if (input.HasIdempotencyKey && await records.FindAsync(input.Key, cancellationToken) is { } delivered)
        {
            return await DeliveredAsync(delivered, cancellationToken);
        }

        if (order.OnDuplicate == OnDuplicate.Queue)
        {
            return await EnqueueAsync(input, client, cancellationToken);
        }

        PipelineInput? serving = (await twins.FindAsync(input, cancellationToken))?.Input ?? await StartOrFindServingAsync(input, client, cancellationToken);
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
        };
        if (await records.FindAsync(input.Key, cancellationToken) is { } known)
        {
            return await DeliveredAsync(known, cancellationToken);
        }

        PipelineInput? serving = await StartOrFindServingAsync(input, client, cancellationToken);
        return serving is null
            ? new StartResult(request.Pipeline, input.RunId, StartOutcome.Started)
            : new StartResult(request.Pipeline, serving.RunId, StartOutcome.Deduplicated, serving.Fingerprint != input.Fingerprint);
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
    private async Task<StartResult> DeliveredAsync(RunRecord record, CancellationToken cancellationToken)
    {
        PipelineInstanceId pipeline = record.Input.Request.Pipeline;
        int position = record.IsWaiting && record.Input.IsQueued
            ? 1 + (await records.ListWaitingAsync(pipeline, cancellationToken)).TakeWhile(r => r.Input.RunId != record.Input.RunId).Count()
            : 0;
        return new StartResult(pipeline, record.DuplicateOf ?? record.Input.RunId, StartOutcome.Deduplicated, QueuePosition: position);
    }

    // The record is the promise that the run will be started; everything after it only makes that sooner.
    private async Task<StartResult> EnqueueAsync(PipelineInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        await records.ClaimAsync(RunRecord.Requested(input), cancellationToken);
        await scheduler.AdvanceAsync(input.Request.Pipeline, client, cancellationToken);
        PipelineInput? active = await RunScheduler.FindActiveAsync(input.Request.Pipeline, client, cancellationToken);
        if (active?.RunId == input.RunId)
        {
            return new StartResult(input.Request.Pipeline, input.RunId, StartOutcome.Started);
        }

        IReadOnlyList<RunRecord> waiting = await records.ListWaitingAsync(input.Request.Pipeline, cancellationToken);
        int before = waiting.TakeWhile(r => r.Input.RunId != input.RunId).Count(r => r.Input.RunId != active?.RunId);
        LogQueued(logger, input.Request.Pipeline.Value, input.RunId.ToString(), before);
        return new StartResult(input.Request.Pipeline, input.RunId, StartOutcome.Queued, QueuePosition: before + 1);
    }

    // Answers null when our run has been started, else what serves the request instead.
    private async Task<PipelineInput?> StartOrFindServingAsync(PipelineInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await records.ListWaitingAsync(input.Request.Pipeline, cancellationToken) is [var next, ..])
        {
            // whoever was queued comes first, even between two runs
            await scheduler.AdvanceAsync(input.Request.Pipeline, client, cancellationToken);
            return await RunScheduler.FindActiveAsync(input.Request.Pipeline, client, cancellationToken) ?? next.Input;
        }

        Exception? last = null;
        for (int attempt = 1; attempt <= Tries; attempt++)
        {
            last = await scheduler.TryScheduleAsync(client, input, cancellationToken);
            OrchestrationMetadata? instance = await client.GetInstanceAsync(input.Request.Pipeline.Value, true, cancellationToken);
            PipelineInput? found = instance?.ReadInputAs<PipelineInput>();
            if (found is not null && (found.RunId == input.RunId || !instance!.IsCompleted))
            {
                return found.RunId == input.RunId ? null : found;
            }

            await Task.Delay(Pause * attempt, time, cancellationToken);
        }

        throw new StartFailedException(input.Request.Pipeline.Value, last);
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

    [LoggerMessage(LogLevel.Information, "A request for {Pipeline} is served by the run {RunId}")]
    private static partial void LogDuplicate(ILogger logger, string pipeline, string runId);

    [LoggerMessage(LogLevel.Information, "A request for {Pipeline} is queued as the run {RunId}, {Before} before it")]
    private static partial void LogQueued(ILogger logger, string pipeline, string runId, int before);
}
