namespace FunctionsSelfHost.Storage;

/// <summary>Keeps the histories and the status rows of instances.</summary>
internal interface ITaskHub
{
    /// <summary>The hub's name, which is also its tables' prefix.</summary>
    string Name { get; }

    /// <summary>Creates what does not exist yet.</summary>
    Task CreateAsync(CancellationToken cancellationToken);

    /// <summary>Loads an instance, or returns null when it does not exist.</summary>
    Task<StoredInstance?> LoadAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>Commits one turn: all of it or nothing.</summary>
    /// <returns>The new version, to be named in the next commit.</returns>
    /// <exception cref="LostOwnershipException">Somebody else has committed since the instance was loaded.</exception>
    Task<string> CommitAsync(TurnCommit commit, CancellationToken cancellationToken);

    /// <summary>Writes the status row.</summary>
    Task SaveStatusAsync(InstanceStatus status, CancellationToken cancellationToken);

    /// <summary>Reads the status row, or returns null when there is none.</summary>
    Task<InstanceStatus?> FindStatusAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>Lists status rows, ordered by instance ID.</summary>
    Task<StatusPage> QueryAsync(StatusQuery query, CancellationToken cancellationToken);

    /// <summary>The IDs of the instances that have work left: unfinished orchestrations, and entities that owe or await something.</summary>
    IAsyncEnumerable<string> FindUnfinishedAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Deletes everything of an instance. From the first step on it does not exist any more; what a deletion that was cut short has left
    /// is deleted by the next one.
    /// </summary>
    /// <returns>True when anything was there.</returns>
    /// <exception cref="LostOwnershipException">Somebody else has committed since the instance was loaded.</exception>
    Task<bool> DeleteAsync(string instanceId, string? expectedVersion, CancellationToken cancellationToken);
}
