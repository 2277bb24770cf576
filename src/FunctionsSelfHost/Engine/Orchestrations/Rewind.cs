using FunctionsSelfHost.Engine.History;
using FunctionsSelfHost.Engine.Messages;

namespace FunctionsSelfHost.Engine.Orchestrations;

/// <summary>
/// Lets a failed execution go on: failed tasks are done again, as if they had not been done; what else has happened still counts.
/// </summary>
/// <remarks>
/// A failure is undone when the code, replayed without it, takes the same actions. When it took others because of the failure (it cleaned up,
/// say), the last failure is undone together with them. Failures of before that, which the code has dealt with, such as attempts that a
/// policy repeated, still count.
/// </remarks>
/// <param name="past">The history that counts.</param>
/// <param name="replays">Whether the code takes the actions of a history.</param>
internal sealed class Rewind(IReadOnlyList<HistoryEvent> past, Func<IReadOnlyList<HistoryEvent>, bool> replays)
{
    private readonly ExecutionStarted started = past.OfType<ExecutionStarted>().First();

    /// <summary>The event that says what is undone.</summary>
    public ExecutionRewound Plan(DateTime now, string? reason)
    {
        var plan = new ExecutionRewound(now, reason, [], null);
        foreach (HistoryEvent failure in past.Where(e => e is TaskFailed or SubOrchestrationFailed).Reverse())
        {
            ExecutionRewound wider = plan with { Repeated = [.. plan.Repeated, RewoundHistory.TaskId(failure)!.Value] };
            ExecutionRewound cut = wider with { ForgottenFrom = FirstActionAfter(failure) };
            if (replays(RewoundHistory.After(past, wider)))
            {
                plan = wider;
            }
            else if (plan.Repeated.Count == 0 && replays(RewoundHistory.After(past, cut)))
            {
                plan = cut;
            }
        }

        return plan;
    }

    /// <summary>
    /// True when the code had locked entities that others may have used since: it cannot go on as if it still held them.
    /// </summary>
    public bool LosesLocks(ExecutionRewound plan) => past.OfType<EventSent>().Any(e => e.EventId >= plan.ForgottenFrom && ReplayedEntityFeature.IsRelease(e));

    /// <summary>What sub-orchestrations are told whose failures are undone: they are rewound themselves.</summary>
    public IEnumerable<OutgoingMessage> Messages(ExecutionRewound plan) => past.OfType<SubOrchestrationCreated>()
        .Where(child => plan.Repeated.Contains(child.EventId))
        .Select(child => new OutgoingMessage(child.InstanceId, new RewindMessage(plan.Reason, Start(child))));

    private int? FirstActionAfter(HistoryEvent failure) => past
        .SkipWhile(e => e != failure)
        .FirstOrDefault(e => e is TaskScheduled or SubOrchestrationCreated or TimerCreated or EventSent)?.EventId;

    private StartMessage Start(SubOrchestrationCreated child) => new(
        child.Name,
        child.Input,
        Guid.NewGuid().ToString("N"),
        new ParentLink(started.Name, started.InstanceId, started.ExecutionId, child.EventId),
        null,
        null,
        "")
    {
        TraceParent = started.TraceParent,
    };
}
