using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Options;
using VideoPipeline.Limits;

namespace VideoPipeline.Functions.Limits;

/// <summary>
/// Spreads the requests to a provider over time, for all hosts together; its key names the resource, for example <c>llm:openai</c>. The
/// limits are the settings at the time of each operation. A resource without them is slowed down only while the provider refuses.
/// </summary>
public sealed class RateLimiterEntity(TimeProvider time, IOptionsMonitor<LimitsOptions> limits, IOptionsMonitor<SlotOptions> options)
    : TaskEntity<RateLimiterState>
{
    /// <summary>The ID of a resource's limiter.</summary>
    public static EntityInstanceId IdOf(string resource) => new(nameof(RateLimiterEntity), resource.ToLowerInvariant());

    /// <summary>Reserves slots.</summary>
    public RequestShare Reserve(ReservationOrder order)
    {
        (State, IReadOnlyList<RequestSlot> slots) = State.Reserve(order, Limits, time.GetUtcNow());
        return new RequestShare(slots, CurrentPause);
    }

    /// <summary>Notes a refusal: nothing that is not handed out yet begins before the pause is over.</summary>
    public RequestPause Pause(RequestRefusal refusal)
    {
        State = State.Pause(refusal, Limits, time.GetUtcNow());
        return CurrentPause;
    }

    /// <summary>Notes that the provider has taken a request again after a refusal.</summary>
    public void Succeed() => State = State.Succeed();

    /// <inheritdoc/>
    protected override RateLimiterState InitializeState(TaskEntityOperation entityOperation) => RateLimiterState.Initial;

    private RequestPause CurrentPause => new(State.PausedUntil, options.CurrentValue.Patience);

    private ResourceLimits Limits => limits.CurrentValue.Of(Context.Id.Key);
}
