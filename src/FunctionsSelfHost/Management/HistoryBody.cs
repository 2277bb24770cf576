using System.Text.Json;
using System.Text.Json.Nodes;
using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Orchestrations;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask;

namespace FunctionsSelfHost.Management;

/// <summary>
/// The JSON of an instance's history: what was scheduled is told by its completion, and by itself only while it is open; turns are left out.
/// </summary>
/// <param name="history">The events of the present execution.</param>
/// <param name="showInput">Whether inputs are shown.</param>
/// <param name="showOutput">Whether results are shown.</param>
internal sealed class HistoryBody(IReadOnlyList<HistoryEvent> history, bool showInput, bool showOutput)
{
    private readonly Dictionary<int, HistoryEvent> scheduled = history.Where(e => e is TaskScheduled or SubOrchestrationCreated).ToDictionary(e => e.EventId);
    private readonly HashSet<int> ended = [.. history.Where(e => e is not TimerFired).Select(RewoundHistory.TaskId).OfType<int>()];

    /// <summary>The events.</summary>
    public JsonArray ToJson() =>
        [.. history.Where(e => e is not (OrchestratorStarted or OrchestratorCompleted) && !ended.Contains(e.EventId)).Select(JsonNode (e) => ToJson(e))];

    private JsonObject ToJson(HistoryEvent e)
    {
        var json = new JsonObject { ["EventType"] = HistoryRows.TypeOf(e), ["Timestamp"] = Time(e.Timestamp) };
        foreach ((string name, JsonNode? value) in Members(e))
        {
            json[name] = value;
        }

        return json;
    }

    private IEnumerable<(string Name, JsonNode? Value)> Members(HistoryEvent e) => e switch
    {
        ExecutionStarted s => [("FunctionName", s.Name), .. Input(s.Input)],
        ExecutionCompleted c => [("OrchestrationStatus", c.Outcome.ToString()), .. Result(c.Result ?? c.Failure?.ErrorMessage), .. Details(c.Failure)],
        ContinuedAsNew c => [("OrchestrationStatus", nameof(ContinuedAsNew)), .. Result(c.NewInput)],
        ExecutionTerminated t => [.. Input(t.Output)],
        ExecutionSuspended s => [("Reason", s.Reason)],
        ExecutionResumed r => [("Reason", r.Reason)],
        ExecutionRewound r => [("Reason", r.Reason)],
        TaskScheduled t => [("Name", t.Name), .. Input(t.Input)],
        SubOrchestrationCreated s => [("Name", s.Name), ("InstanceId", s.InstanceId), .. Input(s.Input)],
        TaskCompleted t => [.. Scheduled(t.TaskScheduledId), .. Result(t.Result)],
        SubOrchestrationCompleted s => [.. Scheduled(s.TaskScheduledId), .. Result(s.Result)],
        TaskFailed t => [.. Scheduled(t.TaskScheduledId), ("Reason", t.Failure.ErrorMessage), .. Details(t.Failure)],
        SubOrchestrationFailed s => [.. Scheduled(s.TaskScheduledId), ("Reason", s.Failure.ErrorMessage), .. Details(s.Failure)],
        TimerCreated t => [("FireAt", Time(t.FireAt))],
        TimerFired t => [("FireAt", Time(t.FireAt))],
        EventSent s => [("InstanceId", s.InstanceId), ("Name", s.Name), .. Input(s.Input)],
        EventRaised r => [("Name", r.Name), .. Input(r.Input)],
        _ => [],
    };

    private IEnumerable<(string Name, JsonNode? Value)> Scheduled(int id)
    {
        HistoryEvent e = scheduled[id];
        (string name, string? input) = e is TaskScheduled task ? (task.Name, task.Input) : (((SubOrchestrationCreated)e).Name, ((SubOrchestrationCreated)e).Input);
        return [("ScheduledTime", Time(e.Timestamp)), ("FunctionName", name), .. Input(input)];
    }

    private IEnumerable<(string Name, JsonNode? Value)> Input(string? input) => showInput ? [("Input", StatusBody.Value(input))] : [];

    private IEnumerable<(string Name, JsonNode? Value)> Result(string? result) => showOutput ? [("Result", StatusBody.Value(result))] : [];

    private static IEnumerable<(string Name, JsonNode? Value)> Details(TaskFailureDetails? failure) =>
        failure is null ? [] : [("FailureDetails", JsonSerializer.SerializeToNode(failure))];

    private static JsonNode Time(DateTime utc) => JsonValue.Create(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
}
