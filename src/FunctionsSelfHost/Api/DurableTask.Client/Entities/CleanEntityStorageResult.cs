namespace Microsoft.DurableTask.Client.Entities;

/// <summary>What was cleaned up.</summary>
public readonly record struct CleanEntityStorageResult
{
    /// <summary>How many entities were removed.</summary>
    public int EmptyEntitiesRemoved { get; init; }

    /// <summary>How many locks were released.</summary>
    public int OrphanedLocksReleased { get; init; }

    /// <summary>Where the rest begins; null when there is none.</summary>
    public string? ContinuationToken { get; init; }
}
