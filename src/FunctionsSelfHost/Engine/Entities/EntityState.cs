using System.Text.Json.Serialization;
using FunctionsSelfHost.Engine.Messages;

namespace FunctionsSelfHost.Engine.Entities;

/// <summary>
/// What an entity is between turns. It is stored as the input of the entity's current execution, with the member names that readers of
/// the official layout expect; members at their defaults are left out.
/// </summary>
/// <param name="State">The serialized state of the user's entity; null when it does not exist.</param>
/// <param name="Queue">Requests that wait for a lock to be released, in order.</param>
/// <param name="LockedBy">The orchestration that holds the lock.</param>
/// <param name="LockRequestId">The lock request that was granted.</param>
/// <param name="Delayed">Signals whose time has not come.</param>
/// <param name="Created">When the entity was first used, UTC.</param>
internal sealed record EntityState(
    [property: JsonPropertyName("state")] string? State,
    [property: JsonPropertyName("queue")] IReadOnlyList<EntityRequest>? Queue,
    [property: JsonPropertyName("lockedBy")] string? LockedBy,
    [property: JsonPropertyName("lockRequest")] string? LockRequestId,
    [property: JsonPropertyName("delayed")] IReadOnlyList<EntityRequest>? Delayed,
    [property: JsonPropertyName("created")] DateTime? Created)
{
    /// <summary>An entity that was never used.</summary>
    public static EntityState None { get; } = new(null, null, null, null, null, null);
}

/// <summary>The custom status of an entity's row.</summary>
internal sealed record EntityRowStatus(
    [property: JsonPropertyName("entityExists")] bool EntityExists,
    [property: JsonPropertyName("queueSize")] int QueueSize,
    [property: JsonPropertyName("lockedBy")] string? LockedBy);
