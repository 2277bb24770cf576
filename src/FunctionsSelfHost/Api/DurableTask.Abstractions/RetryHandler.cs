namespace Microsoft.DurableTask;

/// <summary>Decides whether a failed task is tried again; it must be deterministic, since it runs again on every replay.</summary>
/// <param name="retryContext">The failure.</param>
/// <returns>True: try again at once. False: the failure is thrown to the orchestrator.</returns>
public delegate bool RetryHandler(RetryContext retryContext);
