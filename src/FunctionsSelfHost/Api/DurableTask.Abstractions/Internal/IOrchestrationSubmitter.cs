namespace Microsoft.DurableTask.Internal;

/// <summary>Starts orchestrations.</summary>
public interface IOrchestrationSubmitter
{
    /// <summary>Starts an orchestration.</summary>
    /// <param name="orchestratorName">The orchestrator.</param>
    /// <param name="input">Its input; it is serialized.</param>
    /// <param name="options">ID, time, tags; null for the defaults.</param>
    /// <param name="cancellation">Gives up the call; an orchestration already scheduled runs on.</param>
    /// <returns>The instance ID.</returns>
    Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default);
}
