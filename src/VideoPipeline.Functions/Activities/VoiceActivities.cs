using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;
using VideoPipeline.Voice;

namespace VideoPipeline.Functions.Activities;

/// <summary>The activities of the voice stage.</summary>
public sealed class VoiceActivities(VoiceStage voice, StageReporter reporter)
{
    /// <summary>Plans the narration; tells how many chunks it has.</summary>
    [Function(nameof(PlanVoice))]
    public Task<StageOutcome> PlanVoice([ActivityTrigger] PipelineInput input, CancellationToken cancellationToken) =>
        reporter.BeginAsync(input, PipelineStage.Voice, "Planning the narration", async () =>
        {
            VoicePlan plan = await voice.PlanAsync(Order(input), cancellationToken);
            return new StageOutcome(Parts: plan.Chunks);
        }, cancellationToken);

    /// <summary>Speaks one chunk.</summary>
    [Function(nameof(SpeakChunk))]
    public Task<StageOutcome> SpeakChunk([ActivityTrigger] StagePart part, CancellationToken cancellationToken) =>
        reporter.DoPartAsync(part, PipelineStage.Voice, $"Chunk {part.Part + 1} is spoken", () =>
            voice.SpeakChunkAsync(Order(part.Input), part.Part, cancellationToken), cancellationToken);

    /// <summary>Joins the chunks.</summary>
    [Function(nameof(AssembleVoice))]
    public Task<StageOutcome> AssembleVoice([ActivityTrigger] StagePart chunks, CancellationToken cancellationToken) =>
        reporter.EndAsync(chunks.Input, PipelineStage.Voice, async () =>
        {
            VoiceManifest manifest = await voice.AssembleAsync(Order(chunks.Input), chunks.Part, cancellationToken);
            return $"{manifest.Duration:m\\:ss} of narration";
        }, cancellationToken);

    private static VoiceOrder Order(PipelineInput input) => new(input.Key, input.Request.Gender);
}
