namespace Microsoft.DurableTask.Entities;

/// <summary>An entity: state that is changed by one operation at a time.</summary>
public interface ITaskEntity
{
    /// <summary>Runs one operation. When it throws, its change of the state and what it sent are undone.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>The result, for a caller; a signal's is dropped.</returns>
    ValueTask<object?> RunAsync(TaskEntityOperation operation);
}
