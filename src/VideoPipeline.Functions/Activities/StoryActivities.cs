using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;
using VideoPipeline.Story;

namespace VideoPipeline.Functions.Activities;

/// <summary>The activities of the story stage.</summary>
public sealed class StoryActivities(StoryStage story, StageReporter reporter)
{
    /// <summary>Plans the story; tells how many segments it has.</summary>
    [Function(nameof(PlanStory))]
    public Task<StageOutcome> PlanStory([ActivityTrigger] PipelineInput input, CancellationToken cancellationToken) =>
        reporter.BeginAsync(input, PipelineStage.Story, "Planning the story", async () =>
        {
            StoryPlan plan = await story.PlanAsync(Order(input), cancellationToken);
            return new StageOutcome(Parts: plan.Segments);
        }, cancellationToken);

    /// <summary>Writes one segment.</summary>
    [Function(nameof(WriteStorySegment))]
    public Task<StageOutcome> WriteStorySegment([ActivityTrigger] StagePart part, CancellationToken cancellationToken) =>
        reporter.DoPartAsync(part, PipelineStage.Story, $"Segment {part.Part + 1} is written", () =>
            story.WriteSegmentAsync(Order(part.Input), part.Part, cancellationToken), cancellationToken);

    /// <summary>Puts the segments together.</summary>
    [Function(nameof(AssembleStory))]
    public Task<StageOutcome> AssembleStory([ActivityTrigger] StagePart segments, CancellationToken cancellationToken) =>
        reporter.EndAsync(segments.Input, PipelineStage.Story, async () =>
        {
            StoryManifest manifest = await story.AssembleAsync(Order(segments.Input), segments.Part, cancellationToken);
            return $"\"{manifest.Title}\", {manifest.Chapters.Count} chapters";
        }, cancellationToken);

    private static StoryOrder Order(PipelineInput input) => new(input.Key, input.SourceHash, input.Request.VideoId);
}
