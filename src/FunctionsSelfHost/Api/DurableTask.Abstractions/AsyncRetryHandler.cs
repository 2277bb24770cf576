namespace Microsoft.DurableTask;

/// <summary>
/// Decides whether a failed task is tried again. It is orchestrator code: it must be deterministic and may await only the context's tasks,
/// a timer for instance.
/// </summary>
/// <param name="retryContext">The failure.</param>
/// <returns>True: try again at once. False: the failure is thrown to the orchestrator.</returns>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);
