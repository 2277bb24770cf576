using Microsoft.DurableTask;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Functions.Exporting;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Orchestration;

/// <summary>The export stage: wait for the exporter's slot, hand the draft over, wait for the video, give the slot back.</summary>
internal static class ExportStage
{
    /// <summary>Runs the stage inside a run's orchestration.</summary>
    /// <param name="context">The run's orchestration.</param>
    /// <param name="input">The run.</param>
    /// <param name="cancelled">Completed when the run is cancelled.</param>
    public static async Task<StageOutcome> RunAsync(TaskOrchestrationContext context, PipelineInput input, Task cancelled)
    {
        _ = cancelled;
        await using ExporterSlot slot = await ExporterSlot.AcquireAsync(context, input);
        var export = new ExportStep(input, slot.RequestId, slot.Token);
        StageOutcome started = await context.CallActivityAsync<StageOutcome>(nameof(ExportActivities.StartExport), export, Retries.Infrastructure);
        if (started.Failure is not null)
        {
            return started;
        }

        while (true)
        {
            ExportProgress progress =
                await context.CallActivityAsync<ExportProgress>(nameof(ExportActivities.AwaitExport), export, Retries.Infrastructure);
            context.SetCustomStatus(new RunStatus(PipelineStage.Export, progress.Percent));
            if (progress.HasEnded)
            {
                return new StageOutcome(progress.Failure);
            }
        }
    }
}
