using FunctionsSelfHost.Engine.Activities;
using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Messages;

namespace FunctionsSelfHost.Engine.Orchestrations;

/// <summary>Has the actions of an instance done: activities by grains of their own, which may be elsewhere; timers by the instance's own.</summary>
/// <param name="grains">Finds the activities' grains.</param>
/// <param name="takeAt">Has the instance take a message at a time.</param>
internal sealed class OrchestrationWork(IGrainFactory grains, Action<DateTime, InstanceMessage> takeAt)
{
    /// <summary>Starts activities; ones that may have been started before ask first whether they are still waited for.</summary>
    public void StartActivities(ExecutionStarted started, IEnumerable<HistoryEvent> actions, bool isRepeat)
    {
        foreach (TaskScheduled activity in actions.OfType<TaskScheduled>())
        {
            grains.GetGrain<IActivityGrain>($"{started.InstanceId}|{started.ExecutionId}|{activity.EventId}")
                .StartAsync(new ActivityInvocation(
                    started.InstanceId, started.ExecutionId, activity.EventId, activity.Name, activity.Input, isRepeat, started.TraceParent))
                .Ignore();
        }
    }

    /// <summary>Starts timers, and the one that a delayed start waits for.</summary>
    public void StartTimers(OrchestrationExecution execution, IEnumerable<HistoryEvent> actions)
    {
        string executionId = execution.Started.ExecutionId;
        if (execution is { IsWaitingForStart: true, Started.ScheduledStartTime: { } startTime })
        {
            takeAt(startTime, new StartDueMessage(executionId));
        }

        foreach (TimerCreated timer in actions.OfType<TimerCreated>())
        {
            takeAt(timer.FireAt, new TimerDueMessage(executionId, timer.EventId, timer.FireAt));
        }
    }
}
