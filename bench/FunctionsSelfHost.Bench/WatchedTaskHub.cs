using System.Collections.Concurrent;
using FunctionsSelfHost.Storage;

namespace FunctionsSelfHost.Bench;

/// <summary>A hub that tells when an instance's row says that it has ended, and counts. Asking the storage again and again would be measured as well.</summary>
internal sealed class WatchedTaskHub(ITaskHub hub) : ITaskHub
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<InstanceStatus>> ends = new();
    private int commits;
    private int saves;
    private int loads;

    public string Name => hub.Name;

    /// <summary>How many turns were committed.</summary>
    public int Commits => commits;

    /// <summary>How many status rows were written.</summary>
    public int Saves => saves;

    /// <summary>How many instances were loaded.</summary>
    public int Loads => loads;

    /// <summary>Completes when the instance has ended.</summary>
    public Task<InstanceStatus> EndAsync(string instanceId) => Of(instanceId).Task;

    public Task CreateAsync(CancellationToken cancellationToken) => hub.CreateAsync(cancellationToken);

    public async Task<StoredInstance?> LoadAsync(string instanceId, CancellationToken cancellationToken)
    {
        StoredInstance? stored = await hub.LoadAsync(instanceId, cancellationToken);
        Interlocked.Increment(ref loads);
        return stored;
    }

    public Task<string> CommitAsync(TurnCommit commit, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref commits);
        return hub.CommitAsync(commit, cancellationToken);
    }

    public async Task SaveStatusAsync(InstanceStatus status, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref saves);
        await hub.SaveStatusAsync(status, cancellationToken);
        if (status.IsFinished)
        {
            Of(status.InstanceId).TrySetResult(status);
        }
    }

    public Task<InstanceStatus?> FindStatusAsync(string instanceId, CancellationToken cancellationToken) => hub.FindStatusAsync(instanceId, cancellationToken);

    public Task<StatusPage> QueryAsync(StatusQuery query, CancellationToken cancellationToken) => hub.QueryAsync(query, cancellationToken);

    public IAsyncEnumerable<string> FindUnfinishedAsync(CancellationToken cancellationToken) => hub.FindUnfinishedAsync(cancellationToken);

    public Task<bool> DeleteAsync(string instanceId, string? expectedVersion, CancellationToken cancellationToken) =>
        hub.DeleteAsync(instanceId, expectedVersion, cancellationToken);

    private TaskCompletionSource<InstanceStatus> Of(string instanceId) =>
        ends.GetOrAdd(instanceId, _ => new TaskCompletionSource<InstanceStatus>(TaskCreationOptions.RunContinuationsAsynchronously));
}
