using Microsoft.DurableTask;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;

namespace VideoPipeline.Functions.Tests;

/// <summary>Entities whose states a test sets; it keeps the signals that they are sent.</summary>
internal sealed class FakeEntityClient() : DurableEntityClient("fake")
{
    /// <summary>The states.</summary>
    public Dictionary<EntityInstanceId, object> States { get; } = [];

    /// <summary>The signals, in order.</summary>
    public List<(EntityInstanceId Entity, string Operation, object? Input)> Signals { get; } = [];

    public override Task SignalEntityAsync(
        EntityInstanceId id,
        string operationName,
        object? input = null,
        SignalEntityOptions? options = null,
        CancellationToken cancellation = default)
    {
        Signals.Add((id, operationName, input));
        return Task.CompletedTask;
    }

    public override Task<EntityMetadata<T>?> GetEntityAsync<T>(
        EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) =>
        Task.FromResult(States.TryGetValue(id, out object? state) ? new EntityMetadata<T>(id, (T)state) : null);

    public override Task<EntityMetadata?> GetEntityAsync(
        EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null) => throw new NotSupportedException();

    public override AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null) => throw new NotSupportedException();

    public override Task<CleanEntityStorageResult> CleanEntityStorageAsync(
        CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default) =>
        throw new NotSupportedException();
}
