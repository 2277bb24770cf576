namespace Microsoft.DurableTask.Client;

/// <summary>Which orchestrations to delete.</summary>
/// <param name="CreatedFrom">Created at this time or later; null for no bound.</param>
/// <param name="CreatedTo">Created at this time or earlier; null for no bound.</param>
/// <param name="Statuses">In one of these final states. Always name them: see <see cref="DurableTaskClient"/>.</param>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null)
{
    /// <summary>How long to go on; null for until all are deleted. When it runs out, <see cref="PurgeResult.IsComplete"/> is false.</summary>
    public TimeSpan? Timeout { get; init; }
}
