namespace VideoPipeline.Pipelines;

/// <summary>
/// A stage cannot succeed by being tried again: its input, its provider or the machine must change first. The message is for the person
/// who started the run and says what to do. Faults of infrastructure are never of this type: those are retried.
/// </summary>
/// <remarks>
/// Exception types do not survive the way to an orchestrator on every host, so activities turn these into results, with <see cref="Code"/>.
/// </remarks>
public abstract class StageFailedException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>A stable name for programs, in lower case with dashes, for example <c>transcript-unavailable</c>.</summary>
    public abstract string Code { get; }
}
