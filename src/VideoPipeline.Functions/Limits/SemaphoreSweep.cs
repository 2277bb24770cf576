using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using VideoPipeline.Export;
using VideoPipeline.Limits;
using VideoPipeline.Pipelines;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Functions.Limits;

/// <summary>
/// Mends what a terminated run leaves behind: it neither gives its slot back nor leaves the queue. A place in a queue is taken back when
/// its owner's run is not active. A slot is taken back when, on top, the work under it has stopped: the exporter says so of its job, any
/// other work is given a while. The exporter is also taken back from an active run that has used it beyond the deadline, once the job's
/// cancellation is confirmed.
/// </summary>
public sealed partial class SemaphoreSweep(
    ExporterClient exporter,
    RunRecordStore records,
    PipelineMetrics metrics,
    IOptionsMonitor<LimitsOptions> limits,
    IOptionsMonitor<SlotOptions> options,
    TimeProvider time,
    ILogger<SemaphoreSweep> logger)
{
    private static readonly TimeSpan ConfirmationWait = TimeSpan.FromSeconds(10);

    // Terminating a run does not stop an activity that is under way: a request to a provider goes on to its end.
    private static readonly TimeSpan Aftermath = TimeSpan.FromMinutes(1);

    /// <summary>Looks at all semaphores every half minute.</summary>
    [Function(nameof(SweepSemaphores))]
    public async Task SweepSemaphores(
        [TimerTrigger("15,45 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        _ = timer;
        IEnumerable<string> limited = limits.CurrentValue
            .SelectMany(kind => kind.Value.Where(p => p.Value.Concurrency is not null).Select(p => $"{kind.Key}:{p.Key}"));
        foreach (string resource in limited.Prepend(SemaphoreEntity.Exporter))
        {
            await SweepAsync(client, SemaphoreEntity.IdOf(resource), cancellationToken);
        }
    }

    private async Task SweepAsync(DurableTaskClient client, EntityInstanceId semaphore, CancellationToken cancellationToken)
    {
        EntityMetadata<SemaphoreState>? entity =
            await client.Entities.GetEntityAsync<SemaphoreState>(semaphore, cancellation: cancellationToken);
        if (entity is not { State: { } state })
        {
            return;
        }

        var abandoned = new List<SlotRequest>();
        foreach (SlotRequest waiter in state.Waiters)
        {
            if (await EndOfAsync(client, waiter, cancellationToken) is not null)
            {
                abandoned.Add(waiter);
            }
        }

        foreach (SlotHolder holder in state.Holders)
        {
            DateTimeOffset? end = await EndOfAsync(client, holder.Request, cancellationToken);
            if (semaphore.Key == SemaphoreEntity.Exporter
                ? await IsOffTheExporterAsync(holder, end, cancellationToken)
                : end + Aftermath <= time.GetUtcNow())
            {
                abandoned.Add(holder.Request);
            }
        }

        metrics.Swept(semaphore.Key, state.Holders.Count, state.Waiters.Count, abandoned.Count);
        await MendAsync(client, semaphore, state, abandoned, cancellationToken);
    }

    private async Task MendAsync(
        DurableTaskClient client,
        EntityInstanceId semaphore,
        SemaphoreState state,
        List<SlotRequest> abandoned,
        CancellationToken cancellationToken)
    {
        if (abandoned.Count > 0)
        {
            LogTakenBack(logger, semaphore.Key, string.Join(", ", abandoned.Select(a => a.RequestId)));
            AbandonedSlot[] found = [.. abandoned.Select(a => new AbandonedSlot(a.RequestId, a.Ask))];
            await client.Entities.SignalEntityAsync(semaphore, nameof(SemaphoreEntity.TakeBack), found, cancellation: cancellationToken);
        }

        if (state.Holders.Any(h => !h.IsConfirmed))
        {
            await client.Entities.SignalEntityAsync(semaphore, nameof(SemaphoreEntity.Remind), cancellation: cancellationToken);
        }
    }

    // When the owner's run ended, as far as that is known; null while it is active. One that has failed for want of a worker is: it is
    // started again, and finds its job.
    private async Task<DateTimeOffset?> EndOfAsync(DurableTaskClient client, SlotRequest owner, CancellationToken cancellationToken)
    {
        OrchestrationMetadata? instance = await client.GetInstanceAsync(owner.InstanceId, true, cancellationToken);
        PipelineInput? input = instance?.ReadInputAs<PipelineInput>();
        if (instance is null || input?.RunId.ToString() != owner.RunId)
        {
            return DateTimeOffset.MinValue;
        }

        bool isLost = instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed
            && await records.FindAsync(input.Key, cancellationToken) is { HasEnded: false };
        return instance.IsCompleted && !isLost ? instance.LastUpdatedAt : null;
    }

    private async Task<bool> IsOffTheExporterAsync(SlotHolder holder, DateTimeOffset? end, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (end is null && now < holder.GrantedAt + options.CurrentValue.ExportDeadline)
        {
            if (holder.LeaseUntil < now)
            {
                LogNotHeardOf(logger, holder.Request.RequestId, holder.LeaseUntil);
            }

            return false;
        }

        try
        {
            return await HasStoppedAsync(holder, end, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or ExecutionRejectedException or JsonException)
        {
            LogNoVerdict(logger, e, holder.Request.RequestId);
            return false;
        }
    }

    private async Task<bool> HasStoppedAsync(SlotHolder holder, DateTimeOffset? end, CancellationToken cancellationToken)
    {
        string requestId = holder.Request.RequestId;
        ExportJob? job = await exporter.FindAsync(requestId, TimeSpan.Zero, cancellationToken);
        if (job is null)
        {
            // its hand-over may be under way at this moment
            return (end ?? holder.GrantedAt) + Aftermath <= time.GetUtcNow();
        }

        if (job.HasEnded)
        {
            return true;
        }

        LogCancelling(logger, requestId);
        await exporter.CancelAsync(requestId, cancellationToken);
        return await exporter.FindAsync(requestId, ConfirmationWait, cancellationToken) is null or { HasEnded: true };
    }

    [LoggerMessage(
        2301, LogLevel.Warning, "Slots of {Resource} are taken back, their runs are gone or have had them for too long: {Requests}")]
    private static partial void LogTakenBack(ILogger logger, string resource, string requests);

    [LoggerMessage(2302, LogLevel.Warning, "{RequestId} has not been heard of since its lease ran out at {LeaseUntil}; its run is active")]
    private static partial void LogNotHeardOf(ILogger logger, string requestId, DateTimeOffset leaseUntil);

    [LoggerMessage(2303, LogLevel.Warning, "The export {RequestId} is cancelled: its run is not active, or it has taken too long")]
    private static partial void LogCancelling(ILogger logger, string requestId);

    [LoggerMessage(2304, LogLevel.Warning, "The exporter does not tell whether it renders {RequestId}; its slot stays taken until it does")]
    private static partial void LogNoVerdict(ILogger logger, Exception exception, string requestId);
}
