using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Orchestrations;
using FunctionsSelfHost.Storage;

namespace FunctionsSelfHost.Engine.Clients;

/// <summary>Deletes instances that have ended, with or without the sub-orchestrations of their last execution.</summary>
internal sealed class Purger(IGrainFactory grains, ITaskHub hub, TimeProvider time)
{
    private readonly GrainCalls calls = new(time);

    /// <summary>Deletes an instance.</summary>
    /// <returns>What became of it, and how many were deleted with its sub-orchestrations.</returns>
    public async Task<(MailOutcome Outcome, int Count)> PurgeAsync(string instanceId, bool recursive, CancellationToken cancellationToken)
    {
        // read before they are gone
        IReadOnlyList<string> children = recursive ? await ChildrenAsync(instanceId, cancellationToken) : [];
        MailOutcome outcome = await DeleteAsync(instanceId, null, cancellationToken);
        return outcome == MailOutcome.Taken
            ? (outcome, 1 + await PurgeChildrenAsync(instanceId, children, cancellationToken))
            : (outcome, 0);
    }

    // One that is still running, or that somebody else has started since, stays.
    private async Task<int> PurgeChildrenAsync(string parentId, IReadOnlyList<string> children, CancellationToken cancellationToken)
    {
        int count = 0;
        foreach (string child in children)
        {
            IReadOnlyList<string> grandchildren = await ChildrenAsync(child, cancellationToken);
            if (await DeleteAsync(child, parentId, cancellationToken) == MailOutcome.Taken)
            {
                count += 1 + await PurgeChildrenAsync(child, grandchildren, cancellationToken);
            }
        }

        return count;
    }

    private async Task<IReadOnlyList<string>> ChildrenAsync(string instanceId, CancellationToken cancellationToken) =>
        await hub.LoadAsync(instanceId, cancellationToken) is { } stored
            ? [.. stored.History.OfType<SubOrchestrationCreated>().Select(c => c.InstanceId).Distinct()]
            : [];

    // In doubt it is not sent again: by then the ID may be another instance's.
    private Task<MailOutcome> DeleteAsync(string instanceId, string? parentId, CancellationToken cancellationToken) =>
        calls.SendOnceAsync(() => grains.GetGrain<IOrchestrationGrain>(instanceId).PurgeAsync(parentId), cancellationToken);
}
