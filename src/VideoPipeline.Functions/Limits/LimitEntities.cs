using Microsoft.Azure.Functions.Worker;

namespace VideoPipeline.Functions.Limits;

/// <summary>Makes the entities of the limits known to the host.</summary>
public static class LimitEntities
{
    /// <summary>Dispatches the operations of <see cref="SemaphoreEntity"/>.</summary>
    [Function(nameof(SemaphoreEntity))]
    public static Task DispatchSemaphore([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<SemaphoreEntity>();

    /// <summary>Dispatches the operations of <see cref="RateLimiterEntity"/>.</summary>
    [Function(nameof(RateLimiterEntity))]
    public static Task DispatchRateLimiter([EntityTrigger] TaskEntityDispatcher dispatcher) =>
        dispatcher.DispatchAsync<RateLimiterEntity>();
}
