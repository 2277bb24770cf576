namespace Microsoft.DurableTask.Entities;

/// <summary>Options of calling an entity.</summary>
public record CallEntityOptions;
