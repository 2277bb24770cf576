using Microsoft.DurableTask;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Orchestration;

/// <summary>An export under the exporter's slot, from the hand-over of the draft until the exporter is free again.</summary>
/// <param name="context">The run's orchestration.</param>
/// <param name="step">The export.</param>
/// <param name="cancelled">Completed when the run is cancelled.</param>
internal sealed class RunningExport(TaskOrchestrationContext context, ExportStep step, Task cancelled)
{
    // How often an exporter may lose its jobs in one export.
    private const int MostStarts = 3;

    // An exporter that does not confirm a cancellation is left to itself after that many tries of a minute.
    private const int MostCancellations = 10;

    private static readonly TimeSpan RenewEvery = TimeSpan.FromMinutes(3);

    private DateTime heardOf = context.CurrentUtcDateTime;
    private int starts;

    /// <summary>Answers how the export ended, or why it must be asked for again; null when the run is cancelled.</summary>
    public async Task<ExportProgress?> RunAsync()
    {
        ExportProgress progress = await StartAsync();
        while (progress.Phase == ExportPhase.UnderWay || (progress.Phase == ExportPhase.Forgotten && starts < MostStarts))
        {
            if (cancelled.IsCompleted)
            {
                await CancelAsync();
                return null;
            }

            progress = progress.Phase == ExportPhase.Forgotten ? await StartAsync() : await AwaitAsync(progress);
        }

        return progress.Phase == ExportPhase.Forgotten ? progress with { Phase = ExportPhase.Ended } : progress;
    }

    private async Task<ExportProgress> AwaitAsync(ExportProgress progress)
    {
        context.SetCustomStatus(new RunStatus(PipelineStage.Export, progress.Percent));
        await RenewAsync();
        Task<ExportProgress> next = context.CallActivityAsync<ExportProgress>(
            nameof(ExportActivities.AwaitExport), step, Retries.Infrastructure);
        return await Task.WhenAny(next, cancelled) == next ? await next : progress;
    }

    private Task<ExportProgress> StartAsync()
    {
        starts++;
        return context.CallActivityAsync<ExportProgress>(nameof(ExportActivities.StartExport), step, Retries.Infrastructure);
    }

    // A signal: nobody waits for it.
    private async Task RenewAsync()
    {
        if (context.CurrentUtcDateTime - heardOf >= RenewEvery)
        {
            heardOf = context.CurrentUtcDateTime;
            await context.Entities.SignalEntityAsync(
                SemaphoreEntity.IdOf(SemaphoreEntity.Exporter), nameof(SemaphoreEntity.Renew), step.RequestId);
        }
    }

    private async Task CancelAsync()
    {
        for (int i = 0; i < MostCancellations; i++)
        {
            if (await context.CallActivityAsync<bool>(nameof(ExportActivities.CancelExport), step, Retries.Infrastructure))
            {
                return;
            }
        }
    }
}
