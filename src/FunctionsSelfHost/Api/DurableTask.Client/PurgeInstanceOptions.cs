namespace Microsoft.DurableTask.Client;

/// <summary>Options of deleting orchestrations.</summary>
/// <param name="Recursive">Whether sub-orchestrations go with it. Not every host honours it.</param>
public record PurgeInstanceOptions(bool Recursive = false);
