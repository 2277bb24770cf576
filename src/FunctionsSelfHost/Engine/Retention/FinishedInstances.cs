using FunctionsSelfHost.Engine.Clients;
using FunctionsSelfHost.Engine.Entities;
using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Engine.Retention;

/// <summary>
/// Deletes what has been finished for long enough: orchestrations with the sub-orchestrations of their last execution, and entities that do
/// not exist any more. A sub-orchestration stays for as long as the one that called it.
/// </summary>
internal sealed class FinishedInstances(IGrainFactory grains, ITaskHub hub, TimeProvider time)
{
    // a page is read, dealt with and forgotten
    private const int PageSize = 50;

    private static readonly OrchestrationRuntimeStatus[] Finished =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    private readonly Purger purger = new(grains, hub, time);

    /// <summary>Deletes what ended, or was used last, before a time (UTC).</summary>
    /// <returns>How many instances were deleted.</returns>
    public async Task<int> PurgeAsync(DateTime before, CancellationToken cancellationToken)
    {
        var orchestrations = new StatusQuery(Statuses: Finished, FetchInputsAndOutputs: false, PageSize: PageSize, CompletedTo: before);
        var entities = new StatusQuery(Prefix: "@", CreatedTo: before, PageSize: PageSize);
        return await PurgeAsync(orchestrations, PurgeOrchestrationAsync, cancellationToken)
            + await PurgeAsync(entities, PurgeEntityAsync, cancellationToken);
    }

    private async Task<int> PurgeAsync(StatusQuery query, Func<InstanceStatus, CancellationToken, Task<int>> purge, CancellationToken cancellationToken)
    {
        int count = 0;
        StatusPage page;
        do
        {
            page = await hub.QueryAsync(query, cancellationToken);
            foreach (InstanceStatus row in page.Rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                count += await purge(row, cancellationToken);
            }

            query = query with { ContinuationToken = page.ContinuationToken };
        }
        while (page.ContinuationToken is not null);

        return count;
    }

    private async Task<int> PurgeOrchestrationAsync(InstanceStatus row, CancellationToken cancellationToken) =>
        await HasParentAsync(row.InstanceId, cancellationToken) ? 0 : (await purger.PurgeAsync(row.InstanceId, recursive: true, cancellationToken)).Count;

    private async Task<bool> HasParentAsync(string instanceId, CancellationToken cancellationToken) =>
        await hub.LoadAsync(instanceId, cancellationToken) is { } stored
        && stored.History.OfType<ExecutionStarted>().First().Parent is { } parent
        && await hub.FindStatusAsync(parent.InstanceId, cancellationToken) is not null;

    private async Task<int> PurgeEntityAsync(InstanceStatus row, CancellationToken cancellationToken) =>
        SelfHostEntityClient.IsEmpty(row) && await grains.GetGrain<IEntityGrain>(row.InstanceId).PurgeAsync(onlyIfEmpty: true) ? 1 : 0;
}
