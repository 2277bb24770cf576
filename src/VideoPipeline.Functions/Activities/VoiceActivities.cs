using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Limits;
using VideoPipeline.Pipelines;
using VideoPipeline.Voice;

namespace VideoPipeline.Functions.Activities;

/// <summary>The activities of the voice stage.</summary>
public sealed class VoiceActivities(
    VoiceStage voice, ISpeechProvider provider, IOptionsMonitor<LimitsOptions> limits, ReservedWork reserved, StageReuse reuse, StageReporter reporter)
{
    /// <summary>Plans the narration; tells how many chunks there are to speak: none when an earlier run's narration is adopted.</summary>
    [Function(nameof(PlanVoice))]
    public Task<StageOutcome> PlanVoice([ActivityTrigger] StagePart plan, CancellationToken cancellationToken) =>
        reporter.BeginAsync(plan.Input, PipelineStage.Voice, "Planning the narration", async stop =>
        {
            VoiceOrder order = Order(plan.Input);
            if (await reuse.TryAdoptAsync(plan.Input, PipelineStage.Voice, ArtifactKind.Voice, await voice.FingerprintOfAsync(order, stop), stop))
            {
                return StageOutcome.Done;
            }

            VoicePlan planned = await voice.PlanAsync(order, stop);
            LimitsOptions current = limits.CurrentValue;
            return new StageOutcome(
                Parts: planned.Chunks, SlotsOf: current.SlotsOf(provider.Resource), RequestsOf: current.RequestsOf(provider.Resource));
        }, cancellationToken);

    /// <summary>Speaks one chunk.</summary>
    [Function(nameof(SpeakChunk))]
    public Task<StageOutcome> SpeakChunk([ActivityTrigger] StagePart part, CancellationToken cancellationToken) =>
        reporter.DoPartAsync(part, PipelineStage.Voice, $"Chunk {part.Part + 1} is spoken", stop => reserved.RunAsync(
            part, () => voice.SpeakChunkAsync(Order(part.Input), part.Part, stop), stop), cancellationToken);

    /// <summary>Joins the chunks.</summary>
    [Function(nameof(AssembleVoice))]
    public Task<StageOutcome> AssembleVoice([ActivityTrigger] StagePart chunks, CancellationToken cancellationToken) =>
        reporter.EndAsync(chunks.Input, PipelineStage.Voice, async stop =>
        {
            VoiceManifest manifest = await voice.AssembleAsync(Order(chunks.Input), chunks.Part, stop);
            return $"{manifest.Duration:m\\:ss} of narration";
        }, cancellationToken);

    private static VoiceOrder Order(PipelineInput input) => new(input.Key, input.Request.Gender);
}
