using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Messages;

namespace FunctionsSelfHost.Engine.Orchestrations;

/// <summary>The actions that an orchestrator's code takes, by their numbers: each is matched with the history, or becomes part of it.</summary>
internal sealed class ActionLedger(ExecutionStarted started)
{
    private readonly SortedDictionary<int, (HistoryEvent Action, OutgoingMessage? Message)> unmatched = [];

    /// <summary>The number that the next action gets.</summary>
    public int Next { get; private set; }

    /// <summary>Notes an action; gives it its number.</summary>
    public int Add(Func<int, (HistoryEvent Action, OutgoingMessage? Message)> action)
    {
        int id = Next++;
        unmatched[id] = action(id);
        return id;
    }

    /// <summary>An action that has not been matched yet.</summary>
    public HistoryEvent this[int id] => unmatched[id].Action;

    /// <summary>Matches an action of the history with the code's.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">The code took another action, or none.</exception>
    public void Match(HistoryEvent past)
    {
        if (!unmatched.Remove(past.EventId, out (HistoryEvent Action, OutgoingMessage?) own))
        {
            throw Difference($"at action #{past.EventId} the history says that the code {Describe(past)}, but the code took only {Next} action(s)");
        }

        string described = Describe(own.Action);
        if (!string.Equals(described, Describe(past), StringComparison.OrdinalIgnoreCase))
        {
            throw Difference($"at action #{past.EventId} the history says that the code {Describe(past)}, but the code {described}");
        }
    }

    /// <summary>What is wrong when a history has ended: an action that it lacks. Null when nothing is.</summary>
    public NonDeterministicOrchestrationException? Surplus() => unmatched.Count == 0
        ? null
        : Difference($"the code {Describe(unmatched.First().Value.Action)} (action #{unmatched.First().Key}), but the history has no such action");

    /// <summary>Hands out the new actions, in order, and the messages that go with them.</summary>
    public TurnResult TakeNew(DateTime now)
    {
        var result = new TurnResult(
            [.. unmatched.Values.Select(u => u.Action with { Timestamp = now })], [.. unmatched.Values.Select(u => u.Message).OfType<OutgoingMessage>()]);
        unmatched.Clear();
        return result;
    }

    private NonDeterministicOrchestrationException Difference(string difference) => new(
        $"Non-deterministic orchestrator '{started.Name}' (instance {started.InstanceId}): {difference}. " +
        "An orchestrator's code must take the same actions in the same order whenever it is replayed.");

    private static string Describe(HistoryEvent action) => action switch
    {
        TaskScheduled a => $"called the activity '{a.Name}'",
        SubOrchestrationCreated s => $"called the sub-orchestrator '{s.Name}'",
        TimerCreated => "created a timer",
        EventSent e => $"sent '{e.Name}' to '{e.InstanceId}'",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "Not an action."),
    };
}
