using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask.Client.Entities;

/// <summary>An entity at the time of a query, with its state as it is kept.</summary>
/// <param name="id">The entity.</param>
/// <param name="state">The state; null when it was not fetched.</param>
public sealed class EntityMetadata(EntityInstanceId id, SerializedData? state = null) : EntityMetadata<SerializedData>(id, state);
