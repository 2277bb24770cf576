using System.Globalization;
using System.Runtime.CompilerServices;
using FunctionsSelfHost.Engine.History;

namespace FunctionsSelfHost.Storage;

/// <summary>A task hub that is gone when the process ends: for tests.</summary>
internal sealed class MemoryTaskHub(string name) : ITaskHub
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, StoredInstance> instances = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, InstanceStatus> rows = new(StringComparer.Ordinal);
    private long versions;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Task CreateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<StoredInstance?> LoadAsync(string instanceId, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(instances.TryGetValue(instanceId, out StoredInstance? stored)
                ? stored with { Status = rows.GetValueOrDefault(instanceId) }
                : null);
        }
    }

    /// <inheritdoc/>
    public Task<string> CommitAsync(TurnCommit commit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            StoredInstance? before = instances.GetValueOrDefault(commit.InstanceId);
            if (before?.Version != commit.ExpectedVersion)
            {
                throw new LostOwnershipException(commit.InstanceId);
            }

            IEnumerable<HistoryEvent> kept = before is not null && before.ExecutionId == commit.ExecutionId ? before.History.Take(commit.FirstOrdinal) : [];
            string version = (++versions).ToString(CultureInfo.InvariantCulture);
            instances[commit.InstanceId] = new StoredInstance(commit.ExecutionId, version, [.. kept, .. commit.Events], commit.Delivery, null);
            return Task.FromResult(version);
        }
    }

    /// <inheritdoc/>
    public Task SaveStatusAsync(InstanceStatus status, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            rows[status.InstanceId] = status;
            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task<InstanceStatus?> FindStatusAsync(string instanceId, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(rows.GetValueOrDefault(instanceId));
        }
    }

    /// <inheritdoc/>
    public Task<StatusPage> QueryAsync(StatusQuery query, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            InstanceStatus[] found = [.. rows.Values.Where(query.Matches)
                .Where(r => query.ContinuationToken is null || string.CompareOrdinal(r.InstanceId, query.ContinuationToken) > 0)
                .Take(query.PageSize + 1)];
            bool more = found.Length > query.PageSize;
            return Task.FromResult(new StatusPage(found[..Math.Min(found.Length, query.PageSize)], more ? found[query.PageSize - 1].InstanceId : null));
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> FindUnfinishedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        InstanceStatus[] all;
        lock (gate)
        {
            all = [.. rows.Values];
        }

        foreach (InstanceStatus row in all.Where(r => r.InstanceId.StartsWith('@') ? r.HasPendingWork : !r.IsFinished))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row.InstanceId;
        }

        await Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string instanceId, string? expectedVersion, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (instances.GetValueOrDefault(instanceId)?.Version != expectedVersion)
            {
                throw new LostOwnershipException(instanceId);
            }

            return Task.FromResult(rows.Remove(instanceId) | instances.Remove(instanceId));
        }
    }
}
