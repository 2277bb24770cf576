using FunctionsSelfHost.Storage;

namespace FunctionsSelfHost.Tests.Engine.Kills;

/// <summary>A task hub before and after whose writes the process may end.</summary>
internal sealed class MortalTaskHub(ITaskHub hub) : ITaskHub
{
    public string Name => hub.Name;

    public Task CreateAsync(CancellationToken cancellationToken) => hub.CreateAsync(cancellationToken);

    public Task<StoredInstance?> LoadAsync(string instanceId, CancellationToken cancellationToken) => hub.LoadAsync(instanceId, cancellationToken);

    public async Task<string> CommitAsync(TurnCommit commit, CancellationToken cancellationToken)
    {
        KillSwitch.Pass();
        string version = await hub.CommitAsync(commit, cancellationToken);
        KillSwitch.Pass();
        return version;
    }

    public async Task SaveStatusAsync(InstanceStatus status, CancellationToken cancellationToken)
    {
        KillSwitch.Pass();
        await hub.SaveStatusAsync(status, cancellationToken);
        KillSwitch.Pass();
    }

    public Task<InstanceStatus?> FindStatusAsync(string instanceId, CancellationToken cancellationToken) => hub.FindStatusAsync(instanceId, cancellationToken);

    public Task<StatusPage> QueryAsync(StatusQuery query, CancellationToken cancellationToken) => hub.QueryAsync(query, cancellationToken);

    public IAsyncEnumerable<string> FindUnfinishedAsync(CancellationToken cancellationToken) => hub.FindUnfinishedAsync(cancellationToken);

    public Task<bool> DeleteAsync(string instanceId, string? expectedVersion, CancellationToken cancellationToken) =>
        hub.DeleteAsync(instanceId, expectedVersion, cancellationToken);
}
