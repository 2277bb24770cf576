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

    // completed in the orchestrator's own code, so its continuations run there
    private readonly TaskCompletionSource failed = new();

    /// <summary>
    /// Runs the three activities. When the run is cancelled, or a part has failed, what has not begun is not begun, and what is under way is
    /// awaited. The first failure, in the order of the parts, is the stage's.
    /// </summary>
    public async Task<StageOutcome> RunAsync(string plan, string part, string assemble)
    {
        var calls = new LimitedCalls(context, cancelled);
        StageOutcome planned = await calls.CallAsync(plan, new StagePart(input, 0), null);
        if (planned.Failure is not null)
        {
            return planned;
        }

        return await RunPartsAsync(part, planned)
            ?? await calls.CallAsync(assemble, new StagePart(input, planned.Parts), planned.RequestsOf);
    }

    // Answers why the parts were not done; null when they were.
    private async Task<StageOutcome?> RunPartsAsync(string part, StageOutcome planned)
    {
        if (planned.SlotsOf is { } held)
        {
            // An execution of this stage that died may have left slots behind, and this one would wait for them without end.
            await Slots.ReleaseAllAsync(context, held, new SlotOwner(context.InstanceId, input.RunId.ToString()));
        }

        Task stop = Task.WhenAny(cancelled, failed.Task);
        var calls = new LimitedCalls(context, stop);
        StageOutcome[] parts = await Task.WhenAll(Enumerable.Range(0, planned.Parts).Select(index => StopAtFailureAsync(() =>
            planned.SlotsOf is { } resource
                ? CallInSlotAsync(resource, index, stop, () => calls.CallAsync(part, new StagePart(input, index), planned.RequestsOf))
                : calls.CallAsync(part, new StagePart(input, index), planned.RequestsOf))));
        StageOutcome[] undone = [.. parts.Where(p => p.Failure is not null)];
        return undone.FirstOrDefault(p => p != StageOutcome.Cancelled) ?? undone.FirstOrDefault();
    }

    private async Task<StageOutcome> StopAtFailureAsync(Func<Task<StageOutcome>> work)
    {
        StageOutcome? outcome = null;
        try
        {
            return outcome = await work();
        }
        finally
        {
            if (outcome is not { Failure: null })
            {
                failed.TrySetResult();
            }
        }
    }

    private async Task<StageOutcome> CallInSlotAsync(string resource, int index, Task stop, Func<Task<StageOutcome>> call)
    {
        var request = new SlotRequest(
            $"{input.RunId}-{stage}-{index}", context.InstanceId, input.RunId.ToString(), input.Request.CreatorId);
        using IDisposable turn = await turnstile.EnterAsync();
        return await Slots.UseAsync(context, resource, request, stop, _ => { }, _ =>
        {
            turn.Dispose();
            return call();
        });
    }
}
