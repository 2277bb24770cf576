using Microsoft.DurableTask;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Orchestration;

/// <summary>The shape of the story and voice stages: plan the parts, do as many at once as limits allow, put them together.</summary>
/// <param name="context">The stage's orchestration.</param>
/// <param name="input">The run.</param>
/// <param name="stage">The stage's name, for its requests.</param>
internal sealed class FanOut(TaskOrchestrationContext context, PipelineInput input, string stage)
{
    // A run's parts that wait for a slot at once; the others ask when those have one.
    private const int MostWaiting = 4;

    private readonly Turnstile turnstile = new(MostWaiting);
    private readonly Task cancelled = context.WaitForExternalEvent<string>(CancelSignal.EventOf(input.RunId));

    /// <summary>
    /// Runs the three activities. The first failure, in the order of the parts, is the stage's. When the run is cancelled, what has not
    /// begun is not begun, and what is under way is awaited: it sees by itself that it must stop.
    /// </summary>
    public async Task<StageOutcome> RunAsync(string plan, string part, string assemble)
    {
        var calls = new LimitedCalls(context, cancelled);
        StageOutcome planned = await calls.CallAsync(plan, new StagePart(input, 0), null);
        if (planned.Failure is not null)
        {
            return planned;
        }

        StageOutcome[] parts = await Task.WhenAll(Enumerable.Range(0, planned.Parts).Select(index => planned.SlotsOf is { } resource
            ? CallInSlotAsync(resource, index, () => calls.CallAsync(part, new StagePart(input, index), planned.RequestsOf))
            : calls.CallAsync(part, new StagePart(input, index), planned.RequestsOf)));
        return parts.FirstOrDefault(p => p.Failure is not null)
            ?? await calls.CallAsync(assemble, new StagePart(input, planned.Parts), planned.RequestsOf);
    }

    private async Task<StageOutcome> CallInSlotAsync(string resource, int index, Func<Task<StageOutcome>> call)
    {
        var request = new SlotRequest(
            $"{input.RunId}-{stage}-{index}", context.InstanceId, input.RunId.ToString(), input.Request.CreatorId);
        using IDisposable turn = await turnstile.EnterAsync();
        return await Slots.UseAsync(context, resource, request, cancelled, _ => { }, _ =>
        {
            turn.Dispose();
            return call();
        });
    }
}
