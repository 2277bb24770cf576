using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Orchestration;

/// <summary>
/// The event that tells a run's orchestrations of its cancellation at once. It only wakes: what counts is the mark in the run's record,
/// which every activity checks. Its name has the run in it, since instance IDs are used again.
/// </summary>
internal static class CancelSignal
{
    /// <summary>The event's name.</summary>
    public static string EventOf(RunId run) => $"cancel:{run}";
}
