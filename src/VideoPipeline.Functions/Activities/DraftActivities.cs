using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Drafts;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Activities;

/// <summary>The activity of the draft stage.</summary>
public sealed class DraftActivities(DraftStage draft, StageReporter reporter)
{
    /// <summary>Builds the draft.</summary>
    [Function(nameof(BuildDraft))]
    public async Task<StageOutcome> BuildDraft([ActivityTrigger] PipelineInput input, CancellationToken cancellationToken)
    {
        await reporter.BeginAsync(input, PipelineStage.Draft, "Building the draft", () => Task.FromResult(StageOutcome.Done), cancellationToken);
        return await reporter.EndAsync(input, PipelineStage.Draft, async () =>
        {
            DraftManifest manifest = await draft.BuildAsync(Order(input), cancellationToken);
            return $"Draft {manifest.DraftName}";
        }, cancellationToken);
    }

    private static DraftOrder Order(PipelineInput input) =>
        new(input.Key, input.Request.Gallery, TimeSpan.FromSeconds(input.Request.PictureSeconds), input.Request.Subtitles);
}
