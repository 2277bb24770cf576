namespace Microsoft.DurableTask.Entities;

/// <summary>What an entity may do beside changing its state. What an operation sends goes out only when the operation ends well.</summary>
public abstract class TaskEntityContext
{
    /// <summary>The entity.</summary>
    public abstract EntityInstanceId Id { get; }

    /// <summary>Sends an operation without input to an entity, without waiting for it.</summary>
    /// <param name="id">The other entity.</param>
    /// <param name="operationName">The operation.</param>
    /// <param name="options">When.</param>
    public virtual void SignalEntity(EntityInstanceId id, string operationName, SignalEntityOptions options) =>
        SignalEntity(id, operationName, null, options);

    /// <summary>Sends an operation to an entity, without waiting for it. Signals of one entity to another arrive once and in order.</summary>
    /// <param name="id">The other entity.</param>
    /// <param name="operationName">The operation.</param>
    /// <param name="input">Its input; it is serialized.</param>
    /// <param name="options">When; null for at once.</param>
    public abstract void SignalEntity(
        EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null);

    /// <summary>Starts an orchestration without input, without waiting for it.</summary>
    /// <param name="name">The orchestrator.</param>
    /// <param name="options">ID, time and tags.</param>
    /// <returns>The instance ID.</returns>
    public virtual string ScheduleNewOrchestration(TaskName name, StartOrchestrationOptions options) =>
        ScheduleNewOrchestration(name, null, options);

    /// <summary>Starts an orchestration, without waiting for it.</summary>
    /// <param name="name">The orchestrator.</param>
    /// <param name="input">Its input; it is serialized.</param>
    /// <param name="options">ID, time and tags; null for the defaults.</param>
    /// <returns>The instance ID.</returns>
    public abstract string ScheduleNewOrchestration(TaskName name, object? input = null, StartOrchestrationOptions? options = null);
}
