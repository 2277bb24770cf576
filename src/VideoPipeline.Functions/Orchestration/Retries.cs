using Microsoft.DurableTask;
using VideoPipeline.Functions.Activities;

namespace VideoPipeline.Functions.Orchestration;

/// <summary>How activities and stages are retried. Only faults of infrastructure get here: whatever a person must mend is an outcome.</summary>
/// <remarks>
/// This holds for activities with reserved requests, too. Neither a retry nor an engine that delivers an activity again after a crash can
/// be told to bring new slots along; but the first attempt takes them for itself before it sends anything (see <see cref="ReservedWork"/>),
/// so every other attempt finds none and answers what it needs.
/// </remarks>
internal static class Retries
{
    /// <summary>Five tries over about half a minute: enough for a storage account or a worker to come back.</summary>
    public static TaskOptions Infrastructure { get; } =
        TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(2), 2.0, TimeSpan.FromSeconds(30)));

    /// <summary>A stage of its own is tried twice more: it also fails when its orchestrator met no worker. Its parts that are done stay done.</summary>
    public static SubOrchestrationOptions SubOrchestration(string instanceId) =>
        new(TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(5), 2.0)), instanceId);
}
