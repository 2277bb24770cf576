using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Starting;

/// <summary>
/// Asks the durable engine to start runs. Hosts differ in what they throw at a start that they do not take, and may call one a success
/// that they dropped: so nothing is decided by the answer, and whoever asks reads the instance afterwards.
/// </summary>
public sealed partial class RunScheduler(RunRecordStore records, ILogger<RunScheduler> logger)
{
    /// <summary>Asks for a start. Answers what the engine threw, if it did: that is not yet a failure.</summary>
    public async Task<Exception?> TryScheduleAsync(DurableTaskClient client, PipelineInput input, CancellationToken cancellationToken)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(VideoPipelineOrchestrator), input, new StartOrchestrationOptions(input.Request.Pipeline.Value), cancellationToken);
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotScheduled(logger, e, input.Request.Pipeline.Value, input.RunId.ToString());
            return e;
        }
    }

    /// <summary>
    /// Asks for the start of the oldest run that waits, if none of its pipeline is active. It may be asked for at any time, by several at
    /// once: a run that is started twice finds itself claimed.
    /// </summary>
    public async Task AdvanceAsync(PipelineInstanceId pipeline, DurableTaskClient client, CancellationToken cancellationToken)
    {
        IReadOnlyList<RunRecord> waiting = await records.ListWaitingAsync(pipeline, cancellationToken);
        if (waiting.Count > 0 && await FindActiveAsync(pipeline, client, cancellationToken) is null)
        {
            await TryScheduleAsync(client, waiting[0].Input, cancellationToken);
        }
    }

    /// <summary>
    /// What the active run of a pipeline was started with; null when none is active. A run whose orchestration has died is still active:
    /// the sweep starts it again, and no other may overtake it. One that has ended is not, though its orchestration may take a moment more.
    /// </summary>
    public async Task<PipelineInput?> FindActiveAsync(PipelineInstanceId pipeline, DurableTaskClient client, CancellationToken cancellationToken)
    {
        OrchestrationMetadata? instance = await client.GetInstanceAsync(pipeline.Value, true, cancellationToken);
        if (instance is null or { IsCompleted: true, RuntimeStatus: not OrchestrationRuntimeStatus.Failed })
        {
            return null;
        }

        PipelineInput started = instance.ReadInputAs<PipelineInput>()!;
        RunRecord? record = await records.FindAsync(started.Key, cancellationToken);
        bool isActive = instance.IsCompleted ? record is { State: RunState.Running } : record is not { HasEnded: true };
        return isActive ? started : null;
    }

    [LoggerMessage(2021, LogLevel.Debug, "The start of {Pipeline}, run {RunId}, was not taken")]
    private static partial void LogNotScheduled(ILogger logger, Exception exception, string pipeline, string runId);
}
