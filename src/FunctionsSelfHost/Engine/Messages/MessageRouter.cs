using FunctionsSelfHost.Engine.Entities;
using FunctionsSelfHost.Engine.Orchestrations;

namespace FunctionsSelfHost.Engine.Messages;

/// <summary>Finds the grain that an instance lives in: IDs that begin with '@' are entities.</summary>
internal sealed class MessageRouter(IGrainFactory grains)
{
    /// <summary>Delivers messages in order. Returns when the receiver has committed what they caused.</summary>
    public Task DeliverAsync(string instanceId, Envelope[] messages) => IsEntity(instanceId)
        ? grains.GetGrain<IEntityGrain>(instanceId).DeliverAsync(messages)
        : grains.GetGrain<IOrchestrationGrain>(instanceId).DeliverAsync(messages);

    /// <summary>Activates the instance, so that it goes on with whatever it has left to do.</summary>
    public Task WakeAsync(string instanceId) => IsEntity(instanceId)
        ? grains.GetGrain<IEntityGrain>(instanceId).WakeAsync()
        : grains.GetGrain<IOrchestrationGrain>(instanceId).WakeAsync();

    /// <summary>True for the ID of an entity.</summary>
    public static bool IsEntity(string instanceId) => instanceId.StartsWith('@');
}
