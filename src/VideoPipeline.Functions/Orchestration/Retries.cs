using Microsoft.DurableTask;

namespace VideoPipeline.Functions.Orchestration;

/// <summary>How activities are retried. Only faults of infrastructure get here: whatever a person must mend is an outcome.</summary>
internal static class Retries
{
    /// <summary>Five tries over about half a minute: enough for a storage account or a worker to come back.</summary>
    public static TaskOptions Infrastructure { get; } =
        TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(2), 2.0, TimeSpan.FromSeconds(30)));
}
