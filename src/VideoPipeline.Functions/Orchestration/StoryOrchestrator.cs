using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Orchestration;

/// <summary>The story stage: plan, all segments at once, assembly.</summary>
public static class StoryOrchestrator
{
    /// <summary>Fans out an activity for each segment.</summary>
    [Function(nameof(StoryOrchestrator))]
    public static Task<StageOutcome> Run([OrchestrationTrigger] TaskOrchestrationContext context, PipelineInput input) =>
        new FanOut(context, input, "story")
            .RunAsync(nameof(StoryActivities.PlanStory), nameof(StoryActivities.WriteStorySegment), nameof(StoryActivities.AssembleStory));
}
