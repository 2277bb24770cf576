using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Tests.Orchestration;

/// <summary>A run of the export stage alone.</summary>
public static class ExportFunctions
{
    [Function(nameof(RunExport))]
    public static Task<StageOutcome> RunExport([OrchestrationTrigger] TaskOrchestrationContext context, PipelineInput input) =>
        ExportStage.RunAsync(context, input, context.WaitForExternalEvent<string>(CancelSignal.EventOf(input.RunId)));
}
