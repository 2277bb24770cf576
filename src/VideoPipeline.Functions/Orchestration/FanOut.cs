using Microsoft.DurableTask;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Orchestration;

/// <summary>The shape of the story and voice stages: plan the parts, do them all at once, put them together.</summary>
internal static class FanOut
{
    /// <summary>Runs the three activities. The first failure, in the order of the parts, is the stage's.</summary>
    public static async Task<StageOutcome> RunAsync(TaskOrchestrationContext context, PipelineInput input, string plan, string part, string assemble)
    {
        StageOutcome planned = await context.CallActivityAsync<StageOutcome>(plan, input, Retries.Infrastructure);
        if (planned.Failure is not null)
        {
            return planned;
        }

        StageOutcome[] parts = await Task.WhenAll(Enumerable.Range(0, planned.Parts).Select(index =>
            context.CallActivityAsync<StageOutcome>(part, new StagePart(input, index), Retries.Infrastructure)));
        return parts.FirstOrDefault(p => p.Failure is not null)
            ?? await context.CallActivityAsync<StageOutcome>(assemble, new StagePart(input, planned.Parts), Retries.Infrastructure);
    }
}
