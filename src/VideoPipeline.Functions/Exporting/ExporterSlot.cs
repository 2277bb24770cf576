using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using VideoPipeline.Export;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Exporting;

/// <summary>The right to use the exporter, held by a run. Disposing it gives it back, so <c>await using</c> cannot forget it.</summary>
public sealed class ExporterSlot : IAsyncDisposable
{
    private static readonly EntityInstanceId Semaphore = SemaphoreEntity.IdOf(SemaphoreEntity.Exporter);

    private readonly TaskOrchestrationContext context;

    private ExporterSlot(TaskOrchestrationContext context, string requestId, FencingToken token)
    {
        this.context = context;
        RequestId = requestId;
        Token = token;
    }

    /// <summary>Names the export, too: the exporter runs each request once.</summary>
    public string RequestId { get; }

    /// <summary>What the exporter is shown.</summary>
    public FencingToken Token { get; }

    /// <summary>Waits for the exporter. The wait costs no thread.</summary>
    public static async Task<ExporterSlot> AcquireAsync(TaskOrchestrationContext context, PipelineInput input)
    {
        var request = new SlotRequest($"{input.RunId}-export", context.InstanceId, input.RunId.ToString());
        SlotAnswer answer = await context.Entities.CallEntityAsync<SlotAnswer>(Semaphore, nameof(SemaphoreEntity.Acquire), request);
        FencingToken token = answer.Token ?? await WaitAsync(context, input, request, answer.Position);
        await context.Entities.SignalEntityAsync(Semaphore, nameof(SemaphoreEntity.Confirm), request.RequestId);
        return new ExporterSlot(context, request.RequestId, token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() =>
        await context.Entities.CallEntityAsync(Semaphore, nameof(SemaphoreEntity.Release), new[] { RequestId });

    // Without a timeout: a wait that timed out would swallow the grant on some hosts. The sweep sends lost grants again.
    private static async Task<FencingToken> WaitAsync(TaskOrchestrationContext context, PipelineInput input, SlotRequest request, int position)
    {
        context.SetCustomStatus(new RunStatus(PipelineStage.Export, QueuePosition: position));
        Task<SlotGrant> granted = context.WaitForExternalEvent<SlotGrant>(SlotGranter.EventOf(request.RequestId));
        await context.CallActivityAsync(nameof(ExportActivities.ReportSlotWait), new SlotWait(input, position), Retries.Infrastructure);
        return (await granted).Token;
    }
}
