using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Messages;
using Microsoft.DurableTask;

namespace FunctionsSelfHost.Storage;

/// <summary>
/// Turns history events into rows of the History table and back, with the columns of DurableTask.AzureStorage. Columns of our own, which
/// other readers ignore: <c>Carried</c>, <c>NewVersion</c>, <c>PreserveUnprocessedEvents</c>, <c>Repeated</c> and <c>ForgottenFrom</c>.
/// </summary>
internal static class HistoryRows
{
    /// <summary>The columns whose values may be large.</summary>
    public static readonly IReadOnlyList<string> TextColumns = ["Name", "Input", "Result", "Reason", "Details", "FailureDetails", "Tags", "Carried", "Delivery"];

    /// <summary>The key of the row that guards an instance's history.</summary>
    public const string SentinelKey = "sentinel";

    private const string Null = "null";

    /// <summary>The key of an event's row: its place in the execution.</summary>
    public static string KeyOf(int ordinal) => ordinal.ToString("X16", CultureInfo.InvariantCulture);

    /// <summary>The row of an event.</summary>
    public static TableEntity ToRow(HistoryEvent e, string partitionKey, int ordinal, string executionId)
    {
        var row = new TableEntity(partitionKey, KeyOf(ordinal))
        {
            ["EventId"] = e.EventId,
            ["EventType"] = TypeOf(e),
            ["_Timestamp"] = e.Timestamp,
            ["IsPlayed"] = false,
            ["ExecutionId"] = executionId,
        };
        foreach ((string column, object? value) in ColumnsOf(e))
        {
            if (value is not null)
            {
                row[column] = value;
            }
        }

        return row;
    }

    /// <summary>The event of a row.</summary>
    public static HistoryEvent ToEvent(TableEntity row)
    {
        int id = row.GetInt32("EventId") ?? -1;
        DateTime at = Time(row, "_Timestamp");
        return row.GetString("EventType") switch
        {
            "OrchestratorStarted" => new OrchestratorStarted(at),
            "OrchestratorCompleted" => new OrchestratorCompleted(at),
            "ExecutionStarted" => ToExecutionStarted(row, at),
            "ExecutionCompleted" => new ExecutionCompleted(
                id, at, Enum.Parse<ExecutionOutcome>(row.GetString("OrchestrationStatus")), row.GetString("Result"), Failure(row)),
            "ContinueAsNew" => new ContinuedAsNew(
                id, at, row.GetString("Result"), row.GetString("NewVersion"), row.GetBoolean("PreserveUnprocessedEvents") ?? true),
            "ExecutionTerminated" => new ExecutionTerminated(at, row.GetString("Input")),
            "ExecutionSuspended" => new ExecutionSuspended(at, row.GetString("Reason")),
            "ExecutionResumed" => new ExecutionResumed(at, row.GetString("Reason")),
            "ExecutionRewound" => new ExecutionRewound(at, row.GetString("Reason"), Json<List<int>>(row, "Repeated") ?? [], row.GetInt32("ForgottenFrom")),
            "TaskScheduled" => new TaskScheduled(id, at, row.GetString("Name"), row.GetString("Input")),
            "TaskCompleted" => new TaskCompleted(at, TaskId(row), row.GetString("Result")),
            "TaskFailed" => new TaskFailed(at, TaskId(row), Failure(row)!),
            "SubOrchestrationInstanceCreated" => new SubOrchestrationCreated(id, at, row.GetString("Name"), row.GetString("InstanceId"), row.GetString("Input")),
            "SubOrchestrationInstanceCompleted" => new SubOrchestrationCompleted(at, TaskId(row), row.GetString("Result")),
            "SubOrchestrationInstanceFailed" => new SubOrchestrationFailed(at, TaskId(row), Failure(row)!),
            "TimerCreated" => new TimerCreated(id, at, Time(row, "FireAt")),
            "TimerFired" => new TimerFired(at, row.GetInt32("TimerId")!.Value, Time(row, "FireAt")),
            "EventSent" => new EventSent(id, at, row.GetString("InstanceId"), row.GetString("Name"), row.GetString("Input")),
            "EventRaised" => new EventRaised(at, row.GetString("Name"), row.GetString("Input")),
            var type => throw new InvalidDataException($"The history row {row.RowKey} of {row.PartitionKey} has the unknown event type '{type}'."),
        };
    }

    /// <summary>The official name of an event's type.</summary>
    public static string TypeOf(HistoryEvent e) => e switch
    {
        ContinuedAsNew => "ContinueAsNew",
        SubOrchestrationCreated => "SubOrchestrationInstanceCreated",
        SubOrchestrationCompleted => "SubOrchestrationInstanceCompleted",
        SubOrchestrationFailed => "SubOrchestrationInstanceFailed",
        _ => e.GetType().Name,
    };

    private static IEnumerable<(string Column, object? Value)> ColumnsOf(HistoryEvent e) => e switch
    {
        ExecutionStarted s =>
        [
            ("Name", s.Name), ("Version", s.Version), ("Input", s.Input), ("Generation", s.Generation), ("ScheduledStartTime", s.ScheduledStartTime),
            ("OrchestrationInstance", JsonSerializer.Serialize(new OrchestrationInstance(s.InstanceId, s.ExecutionId))),
            ("ParentInstance", s.Parent is { } p
                ? JsonSerializer.Serialize(new ParentInstance(p.Name, new OrchestrationInstance(p.InstanceId, p.ExecutionId), p.TaskId, null))
                : Null),
            ("Tags", JsonSerializer.Serialize(s.Tags)), ("Correlation", null),
            ("ParentTraceContext", s.TraceParent is { } trace ? JsonSerializer.Serialize(new TraceContext(trace, null)) : Null), ("GenerateNewTrace", false),
            ("Carried", s.Carried is { Count: > 0 } ? JsonSerializer.Serialize(s.Carried) : null),
        ],
        ExecutionCompleted c => [("OrchestrationStatus", c.Outcome.ToString()), ("Result", c.Result ?? c.Failure?.ErrorMessage), .. FailureColumn(c.Failure)],
        ContinuedAsNew c =>
        [
            ("OrchestrationStatus", "ContinuedAsNew"), ("Result", c.NewInput), .. FailureColumn(null),
            ("NewVersion", c.NewVersion), ("PreserveUnprocessedEvents", c.PreserveUnprocessedEvents),
        ],
        ExecutionTerminated t => [("Input", t.Output)],
        ExecutionSuspended s => [("Reason", s.Reason)],
        ExecutionResumed r => [("Reason", r.Reason)],
        ExecutionRewound r => [("Reason", r.Reason), ("Repeated", JsonSerializer.Serialize(r.Repeated)), ("ForgottenFrom", r.ForgottenFrom)],
        TaskScheduled t => [("Name", t.Name), ("Version", ""), ("Input", t.Input), ("ParentTraceContext", Null), ("Tags", Null)],
        TaskCompleted t => [("TaskScheduledId", t.TaskScheduledId), ("Result", t.Result)],
        TaskFailed t => [("TaskScheduledId", t.TaskScheduledId), ("Reason", t.Failure.ErrorMessage), .. FailureColumn(t.Failure)],
        SubOrchestrationCreated s => [("Name", s.Name), ("Version", ""), ("InstanceId", s.InstanceId), ("Input", s.Input), ("Tags", Null)],
        SubOrchestrationCompleted s => [("TaskScheduledId", s.TaskScheduledId), ("Result", s.Result)],
        SubOrchestrationFailed s => [("TaskScheduledId", s.TaskScheduledId), ("Reason", s.Failure.ErrorMessage), .. FailureColumn(s.Failure)],
        TimerCreated t => [("FireAt", t.FireAt)],
        TimerFired t => [("TimerId", t.TimerId), ("FireAt", t.FireAt)],
        EventSent s => [("InstanceId", s.InstanceId), ("Name", s.Name), ("Input", s.Input)],
        EventRaised r => [("Name", r.Name), ("Input", r.Input), ("ParentTraceContext", Null)],
        _ => [],
    };

    private static IEnumerable<(string Column, object? Value)> FailureColumn(TaskFailureDetails? failure) =>
        [("FailureDetails", JsonSerializer.Serialize(StoredFailure.Of(failure)))];

    private static ExecutionStarted ToExecutionStarted(TableEntity row, DateTime at)
    {
        OrchestrationInstance instance = Json<OrchestrationInstance>(row, "OrchestrationInstance")!;
        ParentInstance? parent = Json<ParentInstance>(row, "ParentInstance");
        return new ExecutionStarted(
            at,
            instance.InstanceId,
            instance.ExecutionId,
            row.GetString("Name"),
            row.GetString("Version") ?? "",
            row.GetString("Input"),
            parent is null ? null : new ParentLink(parent.Name, parent.OrchestrationInstance.InstanceId, parent.OrchestrationInstance.ExecutionId, parent.TaskScheduleId),
            Json<Dictionary<string, string>>(row, "Tags"),
            row.GetDateTime("ScheduledStartTime"),
            row.GetInt32("Generation") ?? 0,
            Json<List<CarriedEvent>>(row, "Carried"))
        {
            TraceParent = Json<TraceContext>(row, "ParentTraceContext")?.TraceParent,
        };
    }

    private static int TaskId(TableEntity row) => row.GetInt32("TaskScheduledId")!.Value;

    private static DateTime Time(TableEntity row, string column) => row.GetDateTime(column)!.Value;

    private static TaskFailureDetails? Failure(TableEntity row) => Json<StoredFailure>(row, "FailureDetails")?.ToDetails();

    private static T? Json<T>(TableEntity row, string column) => row.GetString(column) is { Length: > 0 } json ? JsonSerializer.Deserialize<T>(json) : default;

    private sealed record TraceContext(string TraceParent, string? TraceState);

    private sealed record OrchestrationInstance(string InstanceId, string ExecutionId);

    private sealed record ParentInstance(string Name, OrchestrationInstance OrchestrationInstance, int TaskScheduleId, string? Version);
}
