using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using VideoPipeline.Export;
using VideoPipeline.Functions.Orchestration;

namespace VideoPipeline.Functions.Limits;

/// <summary>Work that an orchestration does under a slot of a semaphore. The slot is given back however the work ends.</summary>
internal static class Slots
{
    /// <summary>Waits for a slot, does the work, gives the slot back. The wait costs no thread.</summary>
    /// <param name="context">The orchestration that asks.</param>
    /// <param name="resource">Names the semaphore.</param>
    /// <param name="request">Names the request.</param>
    /// <param name="stop">Completed when the work is no longer wanted: whoever waits leaves the queue. The work must watch it itself.</param>
    /// <param name="onWaiting">Told the place in the queue, when there is no slot at once.</param>
    /// <param name="work">What is done under the slot, given its token. It must have stopped when it returns.</param>
    /// <returns>What the work answers, once the slot is back; <see cref="StageOutcome.Cancelled"/> when it never began.</returns>
    public static async Task<StageOutcome> UseAsync(
        TaskOrchestrationContext context,
        string resource,
        SlotRequest request,
        Task stop,
        Action<int> onWaiting,
        Func<FencingToken, Task<StageOutcome>> work)
    {
        if (stop.IsCompleted)
        {
            return StageOutcome.Cancelled;
        }

        EntityInstanceId semaphore = SemaphoreEntity.IdOf(resource);
        try
        {
            FencingToken? token = await AcquireAsync(context, semaphore, request, stop, onWaiting);
            return token is { } granted ? await work(granted) : StageOutcome.Cancelled;
        }
        finally
        {
            // A call, so that it is over when the caller goes on. It leaves the queue, too, and a grant that was on its way finds nobody.
            await ReleaseAsync(context, resource, request.RequestId);
        }
    }

    /// <summary>Gives slots back, or leaves the queue.</summary>
    public static Task ReleaseAsync(TaskOrchestrationContext context, string resource, params string[] requestIds) =>
        context.Entities.CallEntityAsync(SemaphoreEntity.IdOf(resource), nameof(SemaphoreEntity.Release), requestIds);

    /// <summary>Gives everything back that an earlier execution of an orchestration has left: it died, and could not.</summary>
    public static Task ReleaseAllAsync(TaskOrchestrationContext context, string resource, SlotOwner owner) =>
        context.Entities.CallEntityAsync(SemaphoreEntity.IdOf(resource), nameof(SemaphoreEntity.ReleaseAll), owner);

    private static async Task<FencingToken?> AcquireAsync(
        TaskOrchestrationContext context, EntityInstanceId semaphore, SlotRequest request, Task stop, Action<int> onWaiting)
    {
        SlotAnswer answer = await context.Entities.CallEntityAsync<SlotAnswer>(semaphore, nameof(SemaphoreEntity.Acquire), request);
        FencingToken? token = answer.Token;
        if (token is null)
        {
            onWaiting(answer.Position);
            token = await WaitAsync(context, request, answer.LastToken, stop);
        }

        if (token is not null)
        {
            await context.Entities.SignalEntityAsync(semaphore, nameof(SemaphoreEntity.Confirm), request.RequestId);
        }

        return token;
    }

    // Without a timeout: a wait that timed out would swallow the grant on some hosts. The sweep sends lost grants again. So the same
    // grant may come twice, and its echo may meet a later wait of the same request: its token tells.
    private static async Task<FencingToken?> WaitAsync(
        TaskOrchestrationContext context, SlotRequest request, FencingToken lastToken, Task stop)
    {
        while (true)
        {
            Task<SlotGrant> granted = context.WaitForExternalEvent<SlotGrant>(SlotGranter.EventOf(request.RequestId));
            if (await Task.WhenAny(granted, stop) == stop)
            {
                return null;
            }

            SlotGrant grant = await granted;
            if (grant.Token > lastToken)
            {
                return grant.Token;
            }
        }
    }
}
