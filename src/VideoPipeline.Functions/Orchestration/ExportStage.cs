using Microsoft.DurableTask;
using VideoPipeline.Artifacts;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Orchestration;

/// <summary>
/// The export stage: prepare, wait for the exporter's slot, hand the draft over, wait for the video, give the slot back. Whatever can be
/// done without the slot is done before it is acquired or after it is back, so that the exporter hardly idles between two runs.
/// </summary>
internal static class ExportStage
{
    // Slots of one export: the first, and others when the slot or the job was lost for want of a sign of life.
    private const int MostSlots = 3;

    /// <summary>The ID of a run's export, and of its request for the exporter's slot.</summary>
    public static string RequestIdOf(RunId run) => $"{run}-export";

    /// <summary>Runs the stage inside a run's orchestration.</summary>
    /// <param name="context">The run's orchestration.</param>
    /// <param name="input">The run.</param>
    /// <param name="cancelled">Completed when the run is cancelled.</param>
    public static async Task<StageOutcome> RunAsync(TaskOrchestrationContext context, PipelineInput input, Task cancelled)
    {
        ArtifactReference draft = await context.CallActivityAsync<ArtifactReference>(
            nameof(ExportActivities.PrepareExport), input, Retries.Infrastructure);
        ExportProgress? last = null;
        string requestId = RequestIdOf(input.RunId);
        for (int slot = 1; slot <= MostSlots && last is not { Phase: ExportPhase.Ended }; slot++)
        {
            requestId = last is { Phase: ExportPhase.Abandoned } ? $"{RequestIdOf(input.RunId)}-{slot}" : requestId;
            var request = new SlotRequest(requestId, context.InstanceId, input.RunId.ToString(), input.Request.CreatorId);
            StageOutcome used = await Slots.UseAsync(
                context,
                SemaphoreEntity.Exporter,
                request,
                cancelled,
                position => context.SetCustomStatus(new RunStatus(PipelineStage.Export, QueuePosition: position)),
                async token =>
                {
                    last = await new RunningExport(context, new ExportStep(input, request.RequestId, token, draft), cancelled).RunAsync();
                    return last is null ? StageOutcome.Cancelled : new StageOutcome(last.Failure);
                });
            if (used.Failure == StageFailure.Cancelled)
            {
                return used;
            }
        }

        var end = new ExportEnd(input, last!.Failure, last.Detail);
        return await context.CallActivityAsync<StageOutcome>(nameof(ExportActivities.EndExport), end, Retries.Infrastructure);
    }
}
