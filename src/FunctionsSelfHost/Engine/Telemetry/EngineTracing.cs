using System.Diagnostics;
using FunctionsSelfHost.Engine.Activities;
using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Messages;
using Microsoft.DurableTask.Entities;

namespace FunctionsSelfHost.Engine.Telemetry;

/// <summary>
/// The engine's spans. An orchestration, its activities and its sub-orchestrations are one trace, whichever processes they run in: it is
/// that of the start, and is kept in the history. An operation of an entity is a trace of its own, linked to its caller's.
/// </summary>
internal sealed class EngineTracing : IDisposable
{
    /// <summary>The name that listeners know the spans by.</summary>
    public const string Name = "FunctionsSelfHost";

    private const string Type = "durabletask.type";
    private const string TaskName = "durabletask.task.name";
    private const string InstanceId = "durabletask.task.instance_id";
    private const string ExecutionId = "durabletask.task.execution_id";
    private const string TaskId = "durabletask.task.task_id";
    private const string Status = "durabletask.task.status";

    /// <summary>Where the spans come from.</summary>
    public ActivitySource Source { get; } = new(Name);

    /// <summary>The trace that the calling code is part of, as it is sent along; null when there is none.</summary>
    public static string? Current => Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;

    /// <summary>Begins the span of a client's start; its trace becomes the orchestration's.</summary>
    public Activity? StartCreation(string orchestrator, string instanceId) => !Source.HasListeners()
        ? null
        : Source.StartActivity($"create_orchestration:{orchestrator}", ActivityKind.Producer)?
            .SetTag(Type, "orchestration").SetTag(TaskName, orchestrator).SetTag(InstanceId, instanceId);

    /// <summary>Begins the span of an activity.</summary>
    public Activity? StartActivity(ActivityInvocation invocation) => !Source.HasListeners()
        ? null
        : Source.StartActivity($"activity:{invocation.Name}", ActivityKind.Server, ContextOf(invocation.TraceParent))?
            .SetTag(Type, "activity").SetTag(TaskName, invocation.Name).SetTag(InstanceId, invocation.InstanceId).SetTag(TaskId, invocation.TaskId);

    /// <summary>Begins the span of an entity's operation, and of its trace.</summary>
    public Activity? StartOperation(EntityInstanceId entity, EntityRequest request)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        Activity.Current = null;
        ActivityContext caller = ContextOf(request.TraceParent);
        return Source.StartActivity(
                ActivityKind.Server, links: caller == default ? [] : [new ActivityLink(caller)], name: $"entity:{entity.Name}:{request.Operation}")?
            .SetTag(Type, "entity").SetTag(TaskName, entity.Name).SetTag(InstanceId, entity.ToString());
    }

    /// <summary>Marks a span as failed.</summary>
    public static void Fail(Activity? span, Exception exception) => span?.SetStatus(ActivityStatusCode.Error, exception.Message).AddException(exception);

    /// <summary>Makes the span of an execution that has ended, if one of the events ended it.</summary>
    public void End(ExecutionStarted started, IEnumerable<HistoryEvent> events)
    {
        if (!Source.HasListeners() || events.FirstOrDefault(IsEnd) is not { } end)
        {
            return;
        }

        using Activity? span = Source.StartActivity(
            $"orchestration:{started.Name}", ActivityKind.Server, ContextOf(started.TraceParent), startTime: new DateTimeOffset(started.Timestamp, TimeSpan.Zero));
        span?.SetTag(Type, "orchestration").SetTag(TaskName, started.Name).SetTag(InstanceId, started.InstanceId)
            .SetTag(ExecutionId, started.ExecutionId).SetTag(Status, StatusOf(end)).SetEndTime(end.Timestamp);
        if (end is ExecutionCompleted { Outcome: ExecutionOutcome.Failed } failed)
        {
            span?.SetStatus(ActivityStatusCode.Error, failed.Failure?.ErrorMessage);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Source.Dispose();

    private static bool IsEnd(HistoryEvent e) => e is ExecutionCompleted or ExecutionTerminated or ContinuedAsNew;

    private static string StatusOf(HistoryEvent end) => end switch
    {
        ExecutionCompleted completed => completed.Outcome.ToString(),
        ExecutionTerminated => "Terminated",
        _ => nameof(ContinuedAsNew),
    };

    private static ActivityContext ContextOf(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out ActivityContext context) ? context : default;
}
