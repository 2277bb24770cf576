using System.Text.Json;
using FunctionsSelfHost.Engine.Entities;
using FunctionsSelfHost.Engine.Messages;
using FunctionsSelfHost.Engine.Telemetry;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;

namespace FunctionsSelfHost.Engine.Clients;

/// <summary>The entities' side of the durable client.</summary>
internal sealed class SelfHostEntityClient(IGrainFactory grains, ITaskHub hub, DataConverter converter, TimeProvider time) : DurableEntityClient(hub.Name)
{
    private readonly GrainCalls calls = new(time);

    /// <inheritdoc/>
    public override Task SignalEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null, CancellationToken cancellation = default)
    {
        var request = new EntityRequest(
            Guid.NewGuid().ToString("D"),
            operationName,
            input is null ? null : converter.Serialize(input),
            true,
            null,
            null,
            options?.SignalTime?.UtcDateTime,
            null,
            0)
        {
            TraceParent = EngineTracing.Current,
        };
        return calls.SendOnceAsync(() => grains.GetGrain<IEntityGrain>(id.ToString()).DeliverAsync([Envelope.Once(request)]), cancellation);
    }

    /// <inheritdoc/>
    public override async Task<EntityMetadata?> GetEntityAsync(EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) =>
        await FindAsync(id, cancellation) is { } found ? ToMetadata(found, includeState) : null;

    /// <inheritdoc/>
    public override async Task<EntityMetadata<T>?> GetEntityAsync<T>(
        EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) =>
        await FindAsync(id, cancellation) is { } found ? ToMetadata<T>(found, includeState) : null;

    /// <inheritdoc/>
    public override AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null) =>
        Query(filter, row => ToMetadata(row, filter?.IncludeState ?? true));

    /// <inheritdoc/>
    public override AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null) =>
        Query(filter, row => ToMetadata<T>(row, filter?.IncludeState ?? true));

    /// <inheritdoc/>
    /// <remarks>Removes entities that do not exist any more and owe nothing, and takes locks from orchestrations that have ended.</remarks>
    public override async Task<CleanEntityStorageResult> CleanEntityStorageAsync(
        CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default)
    {
        var query = new StatusQuery("@", ContinuationToken: request?.ContinuationToken);
        int removed = 0;
        int released = 0;
        StatusPage page;
        do
        {
            page = await hub.QueryAsync(query, cancellation);
            foreach (InstanceStatus row in page.Rows)
            {
                released += (request?.ReleaseOrphanedLocks ?? true) && await ReleaseAsync(row, cancellation) ? 1 : 0;
                removed += (request?.RemoveEmptyEntities ?? true) && IsEmpty(row) && await PurgeAsync(row.InstanceId, onlyIfEmpty: true, cancellation) ? 1 : 0;
            }

            query = query with { ContinuationToken = page.ContinuationToken };
        }
        while (continueUntilComplete && page.ContinuationToken is not null);

        return new CleanEntityStorageResult { EmptyEntitiesRemoved = removed, OrphanedLocksReleased = released, ContinuationToken = page.ContinuationToken };
    }

    /// <summary>Deletes an entity's rows; false when there are none, or when it is to be empty and is not.</summary>
    public Task<bool> PurgeAsync(string instanceId, bool onlyIfEmpty, CancellationToken cancellation) =>
        calls.SendOnceAsync(() => grains.GetGrain<IEntityGrain>(instanceId).PurgeAsync(onlyIfEmpty), cancellation);

    /// <summary>True for an entity that does not exist any more and owes nothing to anybody.</summary>
    public static bool IsEmpty(InstanceStatus row) =>
        row is { HasPendingWork: false } && RowStatus(row) is { EntityExists: false, QueueSize: 0, LockedBy: null };

    // An owner that has ended while its lock request was on its way from entity to entity never knew what to release.
    private async Task<bool> ReleaseAsync(InstanceStatus row, CancellationToken cancellation)
    {
        if (JsonSerializer.Deserialize<EntityState>(row.Input!) is not { LockedBy: { } owner, LockRequestId: { } lockRequest }
            || await hub.FindStatusAsync(owner, cancellation) is { IsFinished: false })
        {
            return false;
        }

        var release = Envelope.Once(new EntityRelease(lockRequest));
        await calls.SendOnceAsync(() => grains.GetGrain<IEntityGrain>(row.InstanceId).DeliverAsync([release]), cancellation);
        return true;
    }

    private async Task<InstanceStatus?> FindAsync(EntityInstanceId id, CancellationToken cancellation) =>
        await hub.FindStatusAsync(id.ToString(), cancellation) is { } row && RowStatus(row).EntityExists ? row : null;

    private AsyncPageable<T> Query<T>(EntityQuery? filter, Func<InstanceStatus, T> toMetadata)
        where T : notnull => Pageable.Create(async (continuationToken, pageSize, cancellation) =>
    {
        string prefix = filter?.InstanceIdStartsWith is { Length: > 0 } start ? start : "@";
        var query = new StatusQuery(
            prefix,
            null,
            filter?.LastModifiedFrom?.UtcDateTime,
            filter?.LastModifiedTo?.UtcDateTime,
            true,
            pageSize ?? filter?.PageSize ?? EntityQuery.DefaultPageSize,
            continuationToken ?? filter?.ContinuationToken);
        StatusPage page = await hub.QueryAsync(query, cancellation);
        bool transient = filter?.IncludeTransient ?? false;
        return new Page<T>([.. page.Rows.Where(r => transient || RowStatus(r).EntityExists).Select(toMetadata)], page.ContinuationToken);
    });

    private EntityMetadata ToMetadata(InstanceStatus row, bool withState)
    {
        EntityRowStatus status = RowStatus(row);
        return new EntityMetadata(EntityInstanceId.FromString(row.InstanceId), withState && StateOf(row) is { } state ? new SerializedData(state, converter) : null)
        {
            LastModifiedTime = new DateTimeOffset(row.CreatedTime, TimeSpan.Zero),
            BacklogQueueSize = status.QueueSize,
            LockedBy = status.LockedBy,
        };
    }

    private EntityMetadata<T> ToMetadata<T>(InstanceStatus row, bool withState)
    {
        EntityRowStatus status = RowStatus(row);
        EntityInstanceId id = EntityInstanceId.FromString(row.InstanceId);
        string? state = withState ? StateOf(row) : null;
        return state is null
            ? new EntityMetadata<T>(id) { LastModifiedTime = row.CreatedTime, BacklogQueueSize = status.QueueSize, LockedBy = status.LockedBy }
            : new EntityMetadata<T>(id, converter.Deserialize<T>(state)) { LastModifiedTime = row.CreatedTime, BacklogQueueSize = status.QueueSize, LockedBy = status.LockedBy };
    }

    private static string? StateOf(InstanceStatus row) => JsonSerializer.Deserialize<EntityState>(row.Input!)!.State;

    private static EntityRowStatus RowStatus(InstanceStatus row) =>
        row.CustomStatus is null ? new EntityRowStatus(false, 0, null) : JsonSerializer.Deserialize<EntityRowStatus>(row.CustomStatus)!;
}
