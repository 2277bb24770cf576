using System.Text.Json;
using FunctionsSelfHost.Engine.History;

namespace FunctionsSelfHost.Engine.Orchestrations;

/// <summary>What counts of a history: all but what rewinds have undone. Rows never change, so that is told by events, too.</summary>
internal static class RewoundHistory
{
    /// <summary>The events of a stored history that count.</summary>
    public static IReadOnlyList<HistoryEvent> Of(IReadOnlyList<HistoryEvent> history)
    {
        if (!history.Any(e => e is ExecutionRewound))
        {
            return history;
        }

        List<HistoryEvent> counting = [];
        foreach (HistoryEvent e in history)
        {
            if (e is ExecutionRewound rewound)
            {
                counting = After(counting, rewound);
            }
            else
            {
                counting.Add(e);
            }
        }

        return counting;
    }

    /// <summary>What counts after a rewind.</summary>
    /// <param name="past">What counted before.</param>
    /// <param name="rewound">The rewind.</param>
    public static List<HistoryEvent> After(IReadOnlyList<HistoryEvent> past, ExecutionRewound rewound)
    {
        HashSet<string> answers = [.. past.OfType<EventSent>().Where(e => IsForgotten(e.EventId, rewound)).Select(RequestId).OfType<string>()];
        return [.. past.Where(Counts), rewound];

        bool Counts(HistoryEvent e) => e switch
        {
            ExecutionCompleted => false,
            TaskFailed or SubOrchestrationFailed when rewound.Repeated.Contains(TaskId(e)!.Value) => false,
            EventRaised raised => !answers.Contains(raised.Name),
            _ => !IsForgotten(TaskId(e) ?? e.EventId, rewound),
        };
    }

    /// <summary>The task or timer whose end the event is; null for other events.</summary>
    public static int? TaskId(HistoryEvent e) => e switch
    {
        TaskCompleted t => t.TaskScheduledId,
        TaskFailed t => t.TaskScheduledId,
        SubOrchestrationCompleted s => s.TaskScheduledId,
        SubOrchestrationFailed s => s.TaskScheduledId,
        TimerFired t => t.TimerId,
        _ => null,
    };

    private static bool IsForgotten(int action, ExecutionRewound rewound) => action >= rewound.ForgottenFrom;

    // an entity's answer is an event whose name is the request's ID; to a release it does not answer
    private static string? RequestId(EventSent sent)
    {
        if (!sent.InstanceId.StartsWith('@') || ReplayedEntityFeature.IsRelease(sent))
        {
            return null;
        }

        using var request = JsonDocument.Parse(sent.Input!);
        return request.RootElement.GetProperty("id").GetString();
    }
}
