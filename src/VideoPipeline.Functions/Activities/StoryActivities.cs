using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Limits;
using VideoPipeline.Pipelines;
using VideoPipeline.Story;

namespace VideoPipeline.Functions.Activities;

/// <summary>The activities of the story stage.</summary>
public sealed class StoryActivities(
    StoryStage story, IStoryWriter writer, IOptionsMonitor<LimitsOptions> limits, ReservedWork reserved, StageReuse reuse, StageReporter reporter)
{
    /// <summary>Plans the story; tells how many segments there are to write: none when an earlier run's story is adopted.</summary>
    [Function(nameof(PlanStory))]
    public Task<StageOutcome> PlanStory([ActivityTrigger] StagePart plan, CancellationToken cancellationToken) =>
        reporter.BeginAsync(plan.Input, PipelineStage.Story, "Planning the story", async stop =>
        {
            StoryOrder order = Order(plan.Input);
            if (await reuse.TryAdoptAsync(plan.Input, PipelineStage.Story, ArtifactKind.Story, story.FingerprintOf(order), stop))
            {
                return StageOutcome.Done;
            }

            StoryPlan planned = await reserved.RunAsync(plan, () => story.PlanAsync(order, stop), stop);
            return new StageOutcome(Parts: planned.Segments, RequestsOf: limits.CurrentValue.RequestsOf(writer.Resource));
        }, cancellationToken);

    /// <summary>Writes one segment.</summary>
    [Function(nameof(WriteStorySegment))]
    public Task<StageOutcome> WriteStorySegment([ActivityTrigger] StagePart part, CancellationToken cancellationToken) =>
        reporter.DoPartAsync(part, PipelineStage.Story, $"Segment {part.Part + 1} is written", stop => reserved.RunAsync(
            part, () => story.WriteSegmentAsync(Order(part.Input), part.Part, stop), stop), cancellationToken);

    /// <summary>Puts the segments together.</summary>
    [Function(nameof(AssembleStory))]
    public Task<StageOutcome> AssembleStory([ActivityTrigger] StagePart segments, CancellationToken cancellationToken) =>
        reporter.EndAsync(segments.Input, PipelineStage.Story, async stop =>
        {
            StoryManifest manifest = await reserved.RunAsync(
                segments, () => story.AssembleAsync(Order(segments.Input), segments.Part, stop), stop);
            return $"\"{manifest.Title}\", {manifest.Chapters.Count} chapters";
        }, cancellationToken);

    private static StoryOrder Order(PipelineInput input) => new(
        input.Key, input.SourceHash, input.Request.VideoId, new StoryWishes(input.Request.Language, input.Request.TargetMinutes));
}
