using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace VideoPipeline.Functions.Limits;

/// <summary>Raises the event that tells a waiting run of its slot.</summary>
public static class SlotGranter
{
    /// <summary>The event's name; each request has its own, so that no grant reaches the wrong run.</summary>
    public static string EventOf(string requestId) => $"slot-granted:{requestId}";

    /// <summary>Sends the one event.</summary>
    [Function(nameof(SlotGranter))]
    public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context, SlotGrant grant)
    {
        context.SendEvent(grant.Request.InstanceId, EventOf(grant.Request.RequestId), grant);
        return Task.CompletedTask;
    }
}
