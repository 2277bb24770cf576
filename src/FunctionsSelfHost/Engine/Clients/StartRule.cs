using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Engine.Clients;

/// <summary>Decides which earlier instance of an ID makes a start fail.</summary>
internal static class StartRule
{
    private static readonly OrchestrationRuntimeStatus[] Unfinished =
        [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Suspended];

    /// <summary>The names of the states in which a start is refused.</summary>
    /// <param name="named">The states that the start names, beside the host's own; null for none.</param>
    /// <param name="replacesRunning">True when the host's own rule refuses nothing.</param>
    /// <exception cref="ArgumentException">A name is not that of a state, or the names contradict each other.</exception>
    public static IReadOnlyList<string> RefusedIn(IReadOnlyList<string>? named, bool replacesRunning)
    {
        OrchestrationRuntimeStatus[] states = [.. (named ?? []).Select(Parse)];
        OrchestrationRuntimeStatus[] refused = [.. (replacesRunning ? [] : Unfinished).Union(states)];

        // one that is replaced is terminated first, which would refuse the start
        return refused.Contains(OrchestrationRuntimeStatus.Terminated) && Unfinished.Except(refused).Any()
            ? throw new ArgumentException(
                "DedupeStatuses may not name Terminated without Running, Pending and Suspended: an unfinished instance is terminated before it is replaced.",
                nameof(named))
            : [.. refused.Select(s => s.ToString())];
    }

    private static OrchestrationRuntimeStatus Parse(string name) =>
        Enum.TryParse(name, ignoreCase: true, out OrchestrationRuntimeStatus status) && StartOrchestrationOptionsExtensions.ValidDedupeStatuses.Contains(status)
            ? status
            : throw new ArgumentException(
                $"DedupeStatuses names \"{name}\"; it may name {string.Join(", ", StartOrchestrationOptionsExtensions.ValidDedupeStatuses)}.", nameof(name));
}
