using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;
using VideoPipeline.Story;

namespace VideoPipeline.Functions.Starting;

/// <summary>
/// Starts runs, for every way in. Whatever the engine answers to a start, the instance is read afterwards: hosts differ in what they
/// throw, and may call a start that they dropped a success.
/// </summary>
public sealed partial class PipelineStarter(
    SourceStore sources, RunRecordStore records, IOptions<StartingOptions> options, TimeProvider time, ILogger<PipelineStarter> logger)
{
    private const int Tries = 6;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    /// <summary>Starts a run, unless the request repeats another one or a run of its pipeline is active.</summary>
    /// <exception cref="StartFailedException">The engine cannot be reached.</exception>
    public async Task<StartResult> StartAsync(StartOrder order, DurableTaskClient client, CancellationToken cancellationToken)
    {
        PipelineInput input = await ToInputAsync(order, cancellationToken);
        if (await FindRepeatedAsync(input, cancellationToken) is { } repeated)
        {
            return Duplicate(input, repeated.Input);
        }

        Exception? last = null;
        for (int attempt = 1; attempt <= Tries; attempt++)
        {
            last = await TryScheduleAsync(client, input, cancellationToken);
            OrchestrationMetadata? instance = await client.GetInstanceAsync(input.Request.Pipeline.Value, true, cancellationToken);
            if (instance?.ReadInputAs<PipelineInput>() is { } active)
            {
                if (active.RunId == input.RunId)
                {
                    return new StartResult(input.Request.Pipeline, input.RunId, false, false);
                }

                if (!instance.IsCompleted)
                {
                    return Duplicate(input, active);
                }
            }

            await Task.Delay(Pause * attempt, time, cancellationToken);
        }

        throw new StartFailedException(input.Request.Pipeline.Value, last);
    }

    private async Task<PipelineInput> ToInputAsync(StartOrder order, CancellationToken cancellationToken)
    {
        PipelineRequest request = order.Request;
        string? source = order.Transcript is null
            ? await sources.FindAsync(request.CreatorId, request.VideoId, cancellationToken)
            : await sources.AddAsync(order.Transcript, cancellationToken);
        RunId run = order.IdempotencyKey is { } key ? RunId.FromIdempotencyKey(request.Pipeline, key) : RunId.New(time);
        return new PipelineInput(request, run, source, time.GetUtcNow(), order.IdempotencyKey is not null);
    }

    private async Task<RunRecord?> FindRepeatedAsync(PipelineInput input, CancellationToken cancellationToken)
    {
        if (input.HasIdempotencyKey)
        {
            return await records.FindAsync(input.Key, cancellationToken);
        }

        RunRecord? latest = await records.FindLatestAsync(input.Request.Pipeline, cancellationToken);
        return latest is not null && options.Value.AreOneRequest(latest.Input, input) ? latest : null;
    }

    private async Task<Exception?> TryScheduleAsync(DurableTaskClient client, PipelineInput input, CancellationToken cancellationToken)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(VideoPipelineOrchestrator), input, new StartOrchestrationOptions(input.Request.Pipeline.Value), cancellationToken);
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // "it runs already" and "the engine is away" look different on every host: the instance tells which it was
            LogNotScheduled(logger, e, input.Request.Pipeline.Value);
            return e;
        }
    }

    private StartResult Duplicate(PipelineInput input, PipelineInput serving)
    {
        LogDuplicate(logger, input.Request.Pipeline.Value, serving.RunId.ToString());
        return new StartResult(input.Request.Pipeline, serving.RunId, true, serving.Fingerprint != input.Fingerprint);
    }

    [LoggerMessage(LogLevel.Debug, "The start of {Pipeline} was not taken")]
    private static partial void LogNotScheduled(ILogger logger, Exception exception, string pipeline);

    [LoggerMessage(LogLevel.Information, "A request for {Pipeline} is served by the run {RunId}")]
    private static partial void LogDuplicate(ILogger logger, string pipeline, string runId);
}
