using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Functions.Orchestration;

namespace VideoPipeline.Functions.Tests.Orchestration;

/// <summary>Activities for a test of the voice stage's orchestration: three chunks, each held at a gate.</summary>
public sealed class VoiceFunctions(Gate gate, Script script)
{
    public const string Provider = "tts:stub";

    [Function(nameof(PlanVoice))]
    public static StageOutcome PlanVoice([ActivityTrigger] StagePart plan) => new(Parts: plan is null ? 0 : 3, SlotsOf: Provider);

    [Function(nameof(SpeakChunk))]
    public async Task<StageOutcome> SpeakChunk([ActivityTrigger] StagePart part, CancellationToken cancellationToken)
    {
        await gate.PassAsync($"{part.Input.RunId} {part.Part}", cancellationToken);
        return script.Answers.TryDequeue(out StageOutcome? answer) ? answer : StageOutcome.Done;
    }

    [Function(nameof(AssembleVoice))]
    public StageOutcome AssembleVoice([ActivityTrigger] StagePart chunks)
    {
        script.Calls.Enqueue(chunks);
        return StageOutcome.Done;
    }
}
