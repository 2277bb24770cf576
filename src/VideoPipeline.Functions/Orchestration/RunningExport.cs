using Microsoft.DurableTask;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Orchestration;

/// <summary>An export under the exporter's slot, from the hand-over of the draft until the exporter is free again.</summary>
/// <param name="context">The run's orchestration.</param>
/// <param name="step">The export.</param>
/// <param name="patience">How long to bear with an exporter that does not answer.</param>
/// <param name="cancelled">Completed when the run is cancelled.</param>
internal sealed class RunningExport(TaskOrchestrationContext context, ExportStep step, TimeSpan patience, Task cancelled)
{
    // How often an exporter may lose its jobs in one export.
    private const int MostStarts = 3;

    // An exporter that does not confirm a cancellation is left to itself after that many tries of about a minute.
    private const int MostCancellations = 10;

    private static readonly TimeSpan RenewEvery = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(30);

    private DateTime heardOf = context.CurrentUtcDateTime;
    private int starts;

    /// <summary>Answers how the export ended, or why it must be asked for again; null when the run is cancelled.</summary>
    public async Task<ExportProgress?> RunAsync()
    {
        ExportProgress progress = await StartAsync();
        while (MustGoOn(progress))
        {
            if (cancelled.IsCompleted || progress.Phase == ExportPhase.Cancelled)
            {
                await CancelAsync();
                return null;
            }

            progress = progress.Phase == ExportPhase.Forgotten ? await StartAsync() : await AwaitAsync(progress);
        }

        return progress.Phase == ExportPhase.Forgotten ? progress with { Phase = ExportPhase.Ended } : progress;
    }

    private bool MustGoOn(ExportProgress progress) => progress.Phase switch
    {
        ExportPhase.UnderWay or ExportPhase.Cancelled => true,
        ExportPhase.Forgotten => starts < MostStarts,
        _ => false,
    };

    private async Task<ExportProgress> AwaitAsync(ExportProgress progress)
    {
        context.SetCustomStatus(new RunStatus(PipelineStage.Export, progress.Percent));
        await RenewAsync();
        Task<ExportProgress> next = AskAsync(nameof(ExportActivities.AwaitExport));
        return await Task.WhenAny(next, cancelled) == next ? await next : progress;
    }

    private Task<ExportProgress> StartAsync()
    {
        starts++;
        return AskAsync(nameof(ExportActivities.StartExport));
    }

    // An exporter that does not answer may be rendering all the same: its slot is given back only when patience ends.
    private async Task<ExportProgress> AskAsync(string activity)
    {
        DateTime until = context.CurrentUtcDateTime + patience;
        while (true)
        {
            try
            {
                return await context.CallActivityAsync<ExportProgress>(activity, step, Retries.Infrastructure);
            }
            catch (TaskFailedException) when (cancelled.IsCompleted)
            {
                return new ExportProgress(ExportPhase.Cancelled);
            }
            catch (TaskFailedException) when (context.CurrentUtcDateTime + AskAgainAfter < until)
            {
                await context.WaitUntilAsync(context.CurrentUtcDateTime + AskAgainAfter, cancelled);
            }
        }
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
            try
            {
                if (await context.CallActivityAsync<bool>(nameof(ExportActivities.CancelExport), step, Retries.Infrastructure))
                {
                    return;
                }
            }
            catch (TaskFailedException)
            {
                // it does not answer: it may be rendering, or starting again
                await context.CreateTimer(AskAgainAfter, CancellationToken.None);
            }
        }
    }
}
