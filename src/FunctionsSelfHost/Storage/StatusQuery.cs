using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Storage;

/// <summary>Which status rows to list. Null means no condition.</summary>
/// <param name="Prefix">The beginning of the instance ID. Without one, entities are left out.</param>
/// <param name="Statuses">The statuses to list.</param>
/// <param name="CreatedFrom">The earliest creation, UTC, inclusive.</param>
/// <param name="CreatedTo">The latest creation, UTC, inclusive.</param>
/// <param name="FetchInputsAndOutputs">False leaves inputs, outputs and custom status unread.</param>
/// <param name="PageSize">The most rows in the page, 1 to 1000.</param>
/// <param name="ContinuationToken">Where the page before ended.</param>
/// <param name="CompletedTo">The latest end, UTC, inclusive.</param>
internal sealed record StatusQuery(
    string? Prefix = null,
    IReadOnlyCollection<OrchestrationRuntimeStatus>? Statuses = null,
    DateTime? CreatedFrom = null,
    DateTime? CreatedTo = null,
    bool FetchInputsAndOutputs = true,
    int PageSize = 100,
    string? ContinuationToken = null,
    DateTime? CompletedTo = null)
{
    /// <summary>True for a row that the conditions select.</summary>
    public bool Matches(InstanceStatus row) =>
        (Prefix is null ? !row.InstanceId.StartsWith('@') : row.InstanceId.StartsWith(Prefix, StringComparison.Ordinal))
        && (Statuses is null or { Count: 0 } || Statuses.Contains(row.RuntimeStatus))
        && (CreatedFrom is null || row.CreatedTime >= CreatedFrom)
        && (CreatedTo is null || row.CreatedTime <= CreatedTo)
        && (CompletedTo is null || row.CompletedTime <= CompletedTo);
}

/// <summary>One page of status rows.</summary>
internal sealed record StatusPage(IReadOnlyList<InstanceStatus> Rows, string? ContinuationToken);
