using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Orchestration;

/// <summary>One run of a pipeline, from the claim to its end; then the next run that waits, if one does.</summary>
public static class VideoPipelineOrchestrator
{
    /// <summary>Story, voice, draft and, when it was asked for, export.</summary>
    [Function(nameof(VideoPipelineOrchestrator))]
    public static async Task<RunOutcome> Run([OrchestrationTrigger] TaskOrchestrationContext context, PipelineInput input)
    {
        RunOutcome outcome = await context.CallActivityAsync<RunOutcome?>(nameof(RunActivities.ClaimRun), input, Retries.Infrastructure)
            ?? await RunClaimedAsync(context, input);
        PipelineInput? next = await context.CallActivityAsync<PipelineInput?>(nameof(RunActivities.FindNextRun), input, Retries.Infrastructure);
        if (next is not null)
        {
            context.ContinueAsNew(next, preserveUnprocessedEvents: false);
        }

        return outcome;
    }

    private static async Task<RunOutcome> RunClaimedAsync(TaskOrchestrationContext context, PipelineInput input)
    {
        Task cancelled = context.WaitForExternalEvent<string>(CancelSignal.EventOf(input.RunId));
        StageFailure? failure = await RunStagesAsync(context, input, cancelled);
        var end = new RunEnd(input, failure);
        RunOutcome outcome = await context.CallActivityAsync<RunOutcome>(nameof(RunActivities.FinishRun), end, Retries.Infrastructure);
        if (input.Request.CallbackUrl is not null)
        {
            await AnnounceEndAsync(context, input);
        }

        return outcome;
    }

    private static async Task AnnounceEndAsync(TaskOrchestrationContext context, PipelineInput input)
    {
        try
        {
            await context.CallActivityAsync<bool>(nameof(CallbackActivities.AnnounceEnd), input, Retries.Infrastructure);
        }
        catch (TaskFailedException)
        {
            // the run has ended as it has, and the engine has logged each attempt: a callback that cannot be begun changes nothing
        }
    }

    private static async Task<StageFailure?> RunStagesAsync(TaskOrchestrationContext context, PipelineInput input, Task cancelled)
    {
        try
        {
            foreach (PipelineStage stage in input.Request.Stages)
            {
                context.SetCustomStatus(new RunStatus(stage));
                StageOutcome outcome = cancelled.IsCompleted ? StageOutcome.Cancelled : await RunStageAsync(context, input, stage, cancelled);
                if (outcome.Failure is not null)
                {
                    return outcome.Failure;
                }
            }

            return null;
        }
        catch (TaskFailedException e)
        {
            return NotFinished(e.FailureDetails?.ErrorMessage ?? e.Message);
        }
        catch (EntityOperationFailedException e)
        {
            return NotFinished(e.FailureDetails.ErrorMessage);
        }
    }

    private static StageFailure NotFinished(string why) => new(
        StageFailure.InternalCode, $"The stage could not be finished, although it was tried several times: {why} Retry the run; what is finished is kept.");

    private static Task<StageOutcome> RunStageAsync(TaskOrchestrationContext context, PipelineInput input, PipelineStage stage, Task cancelled)
    {
        return stage switch
        {
            PipelineStage.Story => RunChildAsync(context, nameof(StoryOrchestrator), input, stage, cancelled),
            PipelineStage.Voice => RunChildAsync(context, nameof(VoiceOrchestrator), input, stage, cancelled),
            PipelineStage.Draft => context.CallActivityAsync<StageOutcome>(nameof(DraftActivities.BuildDraft), input, Retries.Infrastructure),
            _ => ExportStage.RunAsync(context, input, cancelled),
        };
    }

    // A child is told of a cancellation, and ends in its own way: with its slots given back.
    private static async Task<StageOutcome> RunChildAsync(
        TaskOrchestrationContext context, string orchestrator, PipelineInput input, PipelineStage stage, Task cancelled)
    {
        string instanceId = StageChild.IdOf(input.RunId, stage);
        Task<StageOutcome> child = context.CallSubOrchestratorAsync<StageOutcome>(orchestrator, input, Retries.SubOrchestration(instanceId));
        if (await Task.WhenAny(child, cancelled) == cancelled)
        {
            context.SendEvent(instanceId, CancelSignal.EventOf(input.RunId), "");
        }

        return await child;
    }
}
