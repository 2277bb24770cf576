using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.Extensions.Logging;
using VideoPipeline.Export;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Exporting;

/// <summary>
/// Mends what a terminated run leaves behind: it neither gives its slot back nor leaves the queue. A slot is taken back only when its
/// owner's run is not active and the exporter does not render for it.
/// </summary>
public sealed partial class SemaphoreSweep(ExporterClient exporter, ILogger<SemaphoreSweep> logger)
{
    /// <summary>Looks at the exporter's semaphore every half minute.</summary>
    [Function(nameof(SweepSemaphores))]
    public async Task SweepSemaphores(
        [TimerTrigger("15,45 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        _ = timer;
        EntityMetadata<SemaphoreState>? semaphore =
            await client.Entities.GetEntityAsync<SemaphoreState>(SemaphoreEntity.IdOf(SemaphoreEntity.Exporter), cancellation: cancellationToken);
        if (semaphore is not { State: { } state })
        {
            return;
        }

        var dead = new List<string>();
        foreach (SlotRequest waiter in state.Waiters)
        {
            if (!await IsActiveAsync(client, waiter, cancellationToken))
            {
                dead.Add(waiter.RequestId);
            }
        }

        foreach (SlotRequest holder in state.Holders.Select(h => h.Request))
        {
            if (!await IsActiveAsync(client, holder, cancellationToken) && !await IsRenderingAsync(holder, cancellationToken))
            {
                dead.Add(holder.RequestId);
            }
        }

        await MendAsync(client, state, dead, cancellationToken);
    }

    private async Task MendAsync(DurableTaskClient client, SemaphoreState state, List<string> dead, CancellationToken cancellationToken)
    {
        if (dead.Count > 0)
        {
            LogTakenBack(logger, string.Join(", ", dead));
            await client.Entities.SignalEntityAsync(
                SemaphoreEntity.IdOf(SemaphoreEntity.Exporter), nameof(SemaphoreEntity.Release), dead.ToArray(), cancellation: cancellationToken);
        }

        if (state.Holders.Any(h => !h.IsConfirmed))
        {
            await client.Entities.SignalEntityAsync(
                SemaphoreEntity.IdOf(SemaphoreEntity.Exporter), nameof(SemaphoreEntity.Remind), cancellation: cancellationToken);
        }
    }

    private static async Task<bool> IsActiveAsync(DurableTaskClient client, SlotRequest owner, CancellationToken cancellationToken)
    {
        OrchestrationMetadata? instance = await client.GetInstanceAsync(owner.InstanceId, true, cancellationToken);
        return instance is { IsCompleted: false } && instance.ReadInputAs<PipelineInput>()?.RunId.ToString() == owner.RunId;
    }

    // The exporter of a dead owner is told to stop; until it has, the slot stays taken.
    private async Task<bool> IsRenderingAsync(SlotRequest owner, CancellationToken cancellationToken)
    {
        ExportJob? job = await exporter.FindAsync(owner.RequestId, TimeSpan.Zero, cancellationToken);
        if (job is not { State: ExportState.Queued or ExportState.Running })
        {
            return false;
        }

        await exporter.CancelAsync(owner.RequestId, cancellationToken);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Slots of the exporter were taken back from runs that are not active: {Requests}")]
    private static partial void LogTakenBack(ILogger logger, string requests);
}
