using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Orchestration;

/// <summary>One run of a pipeline, from the claim to its end.</summary>
public static class VideoPipelineOrchestrator
{
    /// <summary>Story, voice, draft and, when it was asked for, export.</summary>
    [Function(nameof(VideoPipelineOrchestrator))]
    public static async Task<RunOutcome> Run([OrchestrationTrigger] TaskOrchestrationContext context, PipelineInput input)
    {
        RunOutcome? known = await context.CallActivityAsync<RunOutcome?>(nameof(RunActivities.ClaimRun), input, Retries.Infrastructure);
        if (known is not null)
        {
            return known;
        }

        Task cancelled = context.WaitForExternalEvent<string>(CancelSignal.EventOf(input.RunId));
        StageFailure? failure = await RunStagesAsync(context, input, cancelled);
        return await context.CallActivityAsync<RunOutcome>(nameof(RunActivities.FinishRun), new RunEnd(input, failure), Retries.Infrastructure);
    }

    private static async Task<StageFailure?> RunStagesAsync(TaskOrchestrationContext context, PipelineInput input, Task cancelled)
    {
        try
        {
            foreach (PipelineStage stage in input.Request.Stages)
            {
                context.SetCustomStatus(new RunStatus(stage));
                StageOutcome outcome = await RunStageAsync(context, input, stage, cancelled);
                if (outcome.Failure is not null)
                {
                    return outcome.Failure;
                }
            }

            return null;
        }
        catch (TaskFailedException e)
        {
            return new StageFailure(
                StageFailure.InternalCode,
                $"The stage could not be finished, although it was tried several times: {e.FailureDetails?.ErrorMessage ?? e.Message} " +
                "Start the pipeline again; what is finished is kept.");
        }
    }

    private static Task<StageOutcome> RunStageAsync(TaskOrchestrationContext context, PipelineInput input, PipelineStage stage, Task cancelled)
    {
        return stage switch
        {
            PipelineStage.Story => context.CallSubOrchestratorAsync<StageOutcome>(
                nameof(StoryOrchestrator), input, new SubOrchestrationOptions(instanceId: $"{input.RunId}-story")),
            PipelineStage.Voice => context.CallSubOrchestratorAsync<StageOutcome>(
                nameof(VoiceOrchestrator), input, new SubOrchestrationOptions(instanceId: $"{input.RunId}-voice")),
            PipelineStage.Draft => context.CallActivityAsync<StageOutcome>(nameof(DraftActivities.BuildDraft), input, Retries.Infrastructure),
            _ => ExportStage.RunAsync(context, input, cancelled),
        };
    }
}
