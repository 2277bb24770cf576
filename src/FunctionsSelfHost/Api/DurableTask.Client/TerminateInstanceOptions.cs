namespace Microsoft.DurableTask.Client;

/// <summary>Options of ending an orchestration from outside.</summary>
/// <param name="Output">What becomes its output; it is serialized.</param>
/// <param name="Recursive">Whether sub-orchestrations are ended too. Not every host honours it.</param>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);
