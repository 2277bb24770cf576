namespace Microsoft.DurableTask.Client.Entities;

/// <summary>What to clean up.</summary>
public readonly record struct CleanEntityStorageRequest
{
    /// <summary>Everything.</summary>
    public static CleanEntityStorageRequest Default => new() { RemoveEmptyEntities = true, ReleaseOrphanedLocks = true };

    /// <summary>Whether to remove entities without state, lock and waiting operations, once no late message can concern them.</summary>
    public bool RemoveEmptyEntities { get; init; }

    /// <summary>Whether to release locks whose holders do not run any more.</summary>
    public bool ReleaseOrphanedLocks { get; init; }

    /// <summary>Where to begin; null for the beginning.</summary>
    public string? ContinuationToken { get; init; }
}
