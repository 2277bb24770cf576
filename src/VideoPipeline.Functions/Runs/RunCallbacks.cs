using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Runs;

/// <summary>
/// Has callbacks made for runs that have ended, or are about to: it starts an orchestration of their own. Announcing a run twice makes one
/// callback, as long as the engine remembers the first.
/// </summary>
public sealed partial class RunCallbacks(ILogger<RunCallbacks> logger)
{
    /// <summary>Announces a run's end, if anybody wants to be called.</summary>
    public async Task AnnounceAsync(PipelineInput run, DurableTaskClient client, CancellationToken cancellationToken)
    {
        string instanceId = CallbackOrchestrator.IdOf(run.RunId);
        if (run.Request.CallbackUrl is not null && await client.GetInstanceAsync(instanceId, cancellationToken) is null)
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(CallbackOrchestrator), run.Key, new StartOrchestrationOptions(instanceId), cancellationToken);
        }
    }

    /// <summary>Announces it where nothing else may fail for it.</summary>
    public async Task TryAnnounceAsync(PipelineInput run, DurableTaskClient client, CancellationToken cancellationToken)
    {
        try
        {
            await AnnounceAsync(run, client, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotAnnounced(logger, e, run.Request.Pipeline.Value, run.RunId.ToString());
        }
    }

    [LoggerMessage(2221, LogLevel.Error, "The callback of the run {RunId} of {Pipeline} could not be begun")]
    private static partial void LogNotAnnounced(ILogger logger, Exception exception, string pipeline, string runId);
}
