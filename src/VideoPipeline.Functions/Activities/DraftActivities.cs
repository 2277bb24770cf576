using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Artifacts;
using VideoPipeline.Drafts;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Activities;

/// <summary>The activity of the draft stage.</summary>
public sealed class DraftActivities(DraftStage draft, StageReuse reuse, StageReporter reporter)
{
    /// <summary>Builds the draft. A run that continues another one has that one's; otherwise each run has a draft of its own.</summary>
    [Function(nameof(BuildDraft))]
    public async Task<StageOutcome> BuildDraft([ActivityTrigger] PipelineInput input, CancellationToken cancellationToken)
    {
        StageOutcome begun = await reporter.BeginAsync(input, PipelineStage.Draft, "Building the draft", async stop =>
        {
            await reuse.TryAdoptAsync(input, PipelineStage.Draft, ArtifactKind.Draft, $"draft of {input.RunId}", stop);
            return StageOutcome.Done;
        }, cancellationToken);
        return begun.Failure is not null ? begun : await reporter.EndAsync(input, PipelineStage.Draft, async stop =>
        {
            DraftManifest manifest = await draft.BuildAsync(Order(input), stop);
            return $"Draft {manifest.DraftName}";
        }, cancellationToken);
    }

    private static DraftOrder Order(PipelineInput input) =>
        new(input.Key, input.Request.Gallery, TimeSpan.FromSeconds(input.Request.PictureSeconds), input.Request.Subtitles, input.Request.Music);
}
