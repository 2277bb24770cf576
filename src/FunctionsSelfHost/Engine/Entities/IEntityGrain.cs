using FunctionsSelfHost.Engine.Messages;

namespace FunctionsSelfHost.Engine.Entities;

/// <summary>One entity.</summary>
[Alias("FunctionsSelfHost.Entity")]
internal interface IEntityGrain : IGrainWithStringKey
{
    /// <summary>Takes messages in order. Returns when they are committed.</summary>
    [Alias("Deliver")]
    Task DeliverAsync(Envelope[] messages);

    /// <summary>Goes on with what the entity has left to do.</summary>
    [Alias("Wake")]
    Task WakeAsync();

    /// <summary>Deletes the entity's rows. False when there are none, or when it is to be empty and is not.</summary>
    [Alias("Purge")]
    Task<bool> PurgeAsync(bool onlyIfEmpty);
}
