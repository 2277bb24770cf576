using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Orchestration;

/// <summary>The voice stage: plan, all chunks at once, assembly.</summary>
public static class VoiceOrchestrator
{
    /// <summary>Fans out an activity for each chunk.</summary>
    [Function(nameof(VoiceOrchestrator))]
    public static Task<StageOutcome> Run([OrchestrationTrigger] TaskOrchestrationContext context, PipelineInput input) =>
        new FanOut(context, input, "voice")
            .RunAsync(nameof(VoiceActivities.PlanVoice), nameof(VoiceActivities.SpeakChunk), nameof(VoiceActivities.AssembleVoice));
}
