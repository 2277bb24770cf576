using System.Diagnostics;
using System.Text.Json;
using FunctionsSelfHost.Engine.Messages;
using FunctionsSelfHost.Engine.Orchestrations;
using FunctionsSelfHost.Engine.Telemetry;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Orleans.Placement;

namespace FunctionsSelfHost.Engine.Activities;

/// <summary>
/// Runs one activity. It lives until its orchestration has committed the result; when its silo dies, the orchestration starts it again.
/// </summary>
/// <remarks>Activities are what an app's work is made of, so they are spread over the cluster, not kept near their orchestrations.</remarks>
[RandomPlacement]
internal sealed partial class ActivityGrain(EngineServices engine, ActivityThrottle throttle, ILogger<ActivityGrain> logger) : Grain, IActivityGrain
{
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(10);

    private bool running;

    /// <inheritdoc/>
    public async Task StartAsync(ActivityInvocation invocation)
    {
        IOrchestrationGrain orchestration = GrainFactory.GetGrain<IOrchestrationGrain>(invocation.InstanceId);
        if (running || (invocation.IsRepeat && !await orchestration.IsAwaitingAsync(invocation.ExecutionId, invocation.TaskId)) || running)
        {
            return;
        }

        running = true;
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        RunAsync(invocation, orchestration).Ignore();
    }

    private async Task RunAsync(ActivityInvocation invocation, IOrchestrationGrain orchestration)
    {
        try
        {
            ActivityResultMessage result = await throttle.RunAsync(() => CallAsync(invocation), engine.Stopping);
            await ReportAsync(orchestration, result);
        }
        catch (OperationCanceledException) when (engine.Stopping.IsCancellationRequested)
        {
            // the host stops: the activity is run again after the next start
        }
        finally
        {
            DeactivateOnIdle();
        }
    }

    private async Task<ActivityResultMessage> CallAsync(ActivityInvocation invocation)
    {
        using Activity? span = engine.Tracing.StartActivity(invocation);
        try
        {
            string? result = await engine.Functions.RunActivityAsync(invocation, engine.Stopping);
            return new ActivityResultMessage(invocation.ExecutionId, invocation.TaskId, result, null);
        }
        catch (Exception e) when (!engine.Stopping.IsCancellationRequested)
        {
            EngineTracing.Fail(span, e);
            LogFailed(logger, e, invocation.Name, invocation.TaskId, invocation.InstanceId);
            string failure = JsonSerializer.Serialize(TaskFailureDetails.FromException(e));
            return new ActivityResultMessage(invocation.ExecutionId, invocation.TaskId, null, failure);
        }
    }

    private async Task ReportAsync(IOrchestrationGrain orchestration, ActivityResultMessage result)
    {
        TimeSpan delay = TimeSpan.FromMilliseconds(200);
        while (true)
        {
            try
            {
                await orchestration.TellAsync(result);
                return;
            }
            catch (Exception e) when (!engine.Stopping.IsCancellationRequested)
            {
                LogNotReported(logger, e, this.GetPrimaryKeyString(), delay);
                await Task.Delay(delay, engine.Time, engine.Stopping);
                delay = delay * 2 < LastRetry ? delay * 2 : LastRetry;
            }
        }
    }

    [LoggerMessage(4021, LogLevel.Warning, "The activity {Activity} (#{TaskId}) of {InstanceId} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string activity, int taskId, string instanceId);

    [LoggerMessage(4022, LogLevel.Warning, "The result of activity {Activity} was not committed; next try in {Delay}")]
    private static partial void LogNotReported(ILogger logger, Exception exception, string activity, TimeSpan delay);
}
