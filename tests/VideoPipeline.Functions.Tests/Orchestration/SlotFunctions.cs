using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Tests.Orchestration;

/// <summary>A run that does nothing but hold the exporter's slot.</summary>
public sealed class SlotFunctions(Gate gate)
{
    [Function(nameof(HoldSlot))]
    public static Task<StageOutcome> HoldSlot([OrchestrationTrigger] TaskOrchestrationContext context, PipelineInput input)
    {
        Task cancelled = context.WaitForExternalEvent<string>(CancelSignal.EventOf(input.RunId));
        var request = new SlotRequest(
            ExportStage.RequestIdOf(input.RunId), context.InstanceId, input.RunId.ToString(), input.Request.CreatorId);
        return Slots.UseAsync(context, SemaphoreEntity.Exporter, request, cancelled, p => context.SetCustomStatus(p), async token =>
        {
            await context.CallActivityAsync(nameof(Hold), input.RunId.ToString());
            return new StageOutcome(Parts: (int)token.Counter);
        });
    }

    [Function(nameof(Hold))]
    public Task Hold([ActivityTrigger] string run, CancellationToken cancellationToken) => gate.PassAsync(run, cancellationToken);
}
