using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Orchestration;

/// <summary>
/// Calls back whoever asked to be called when a run has ended. It is no part of the run: its pipeline is free for the next one, and no
/// receiver that is away makes a run fail.
/// </summary>
public static class CallbackOrchestrator
{
    // about an hour in all: ten seconds, then three times as long each time
    private static readonly TaskOptions Patience =
        TaskOptions.FromRetryPolicy(new RetryPolicy(7, TimeSpan.FromSeconds(10), 3.0, TimeSpan.FromMinutes(30)));

    /// <summary>The instance ID of a run's callback.</summary>
    public static string IdOf(RunId run) => $"{run}-callback";

    /// <summary>Calls until the receiver takes it, refuses it, or the patience ends.</summary>
    [Function(nameof(CallbackOrchestrator))]
    public static async Task<bool> Run([OrchestrationTrigger] TaskOrchestrationContext context, RunKey run)
    {
        try
        {
            return await context.CallActivityAsync<bool>(nameof(CallbackActivities.CallBack), run, Patience);
        }
        catch (TaskFailedException)
        {
            // each attempt's failure is in the run's log
            return false;
        }
    }
}
