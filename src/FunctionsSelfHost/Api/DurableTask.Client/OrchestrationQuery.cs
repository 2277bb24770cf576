namespace Microsoft.DurableTask.Client;

/// <summary>Which orchestrations a list should have.</summary>
/// <param name="CreatedFrom">Created at this time or later; null for no bound.</param>
/// <param name="CreatedTo">Created at this time or earlier; null for no bound.</param>
/// <param name="Statuses">In one of these states; null for any.</param>
/// <param name="TaskHubNames">Of these task hubs; null for the client's.</param>
/// <param name="InstanceIdPrefix">With an ID that begins so; null for any.</param>
/// <param name="PageSize">How many a page has at most; default 100.</param>
/// <param name="FetchInputsAndOutputs">Whether to fetch input, output and custom status as well.</param>
/// <param name="ContinuationToken">Where to begin; null for the beginning.</param>
public record OrchestrationQuery(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null,
    IEnumerable<string>? TaskHubNames = null,
    string? InstanceIdPrefix = null,
    int PageSize = OrchestrationQuery.DefaultPageSize,
    bool FetchInputsAndOutputs = false,
    string? ContinuationToken = null)
{
    /// <summary>How many instances a page has unless another size is asked for.</summary>
    public const int DefaultPageSize = 100;
}
