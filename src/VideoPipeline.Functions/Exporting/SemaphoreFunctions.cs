using Microsoft.Azure.Functions.Worker;

namespace VideoPipeline.Functions.Exporting;

/// <summary>Makes <see cref="Exporting.SemaphoreEntity"/> known to the host.</summary>
public static class SemaphoreFunctions
{
    /// <summary>Dispatches the entity's operations.</summary>
    [Function(nameof(SemaphoreEntity))]
    public static Task Dispatch([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<SemaphoreEntity>();
}
