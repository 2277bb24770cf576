using Microsoft.DurableTask;
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
    /// <param name="run">The run.</param>
    /// <param name="request">The number of the request, from 0; later ones follow one that was given up.</param>
    public static string RequestIdOf(RunId run, int request = 0) => request == 0 ? $"{run}-export" : $"{run}-export-{request + 1}";

    /// <summary>Runs the stage inside a run's orchestration.</summary>
    /// <param name="context">The run's orchestration.</param>
    /// <param name="input">The run.</param>
    /// <param name="cancelled">Completed when the run is cancelled.</param>
    public static async Task<StageOutcome> RunAsync(TaskOrchestrationContext context, PipelineInput input, Task cancelled)
    {
        PreparedExport export = await context.CallActivityAsync<PreparedExport>(
            nameof(ExportActivities.PrepareExport), input, Retries.Infrastructure);
        int request = export.RequestsGivenUp;
        await ReleaseGivenUpAsync(context, input.RunId, request);
        ExportProgress? last = null;
        ExportStep? exported = null;
        for (int slot = 1; slot <= MostSlots && last is not { Phase: ExportPhase.Ended }; slot++)
        {
            request += last is { Phase: ExportPhase.Abandoned } ? 1 : 0;
            string requestId = RequestIdOf(input.RunId, request);
            StageOutcome used = await Slots.UseAsync(
                context,
                SemaphoreEntity.Exporter,
                new SlotRequest(requestId, context.InstanceId, input.RunId.ToString(), input.Request.CreatorId),
                cancelled,
                position => context.SetCustomStatus(new RunStatus(PipelineStage.Export, QueuePosition: position)),
                async token =>
                {
                    exported = new ExportStep(input, request, token, export.Draft);
                    last = await new RunningExport(context, exported, export.Patience, cancelled).RunAsync();
                    return last is null ? StageOutcome.Cancelled : new StageOutcome(last.Failure);
                });
            if (used.Failure == StageFailure.Cancelled)
            {
                return used;
            }
        }

        if (last is { Failure: null })
        {
            // the slot is back: the exporter makes them between two videos
            await context.CallActivityAsync<bool>(nameof(ExportActivities.AwaitExcerpts), exported, Retries.Infrastructure);
        }

        var end = new ExportEnd(input, last!.Failure, last.Detail);
        return await context.CallActivityAsync<StageOutcome>(nameof(ExportActivities.EndExport), end, Retries.Infrastructure);
    }

    // An execution that died may still hold the slot under an ID that it had given up; the exporter has stopped that job.
    private static async Task ReleaseGivenUpAsync(TaskOrchestrationContext context, RunId run, int requests)
    {
        if (requests > 0)
        {
            await Slots.ReleaseAsync(context, SemaphoreEntity.Exporter, [.. Enumerable.Range(0, requests).Select(r => RequestIdOf(run, r))]);
        }
    }
}
