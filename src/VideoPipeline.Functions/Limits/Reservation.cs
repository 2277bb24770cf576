using System.Text.Json.Serialization;
using VideoPipeline.Limits;

namespace VideoPipeline.Functions.Limits;

/// <summary>Slots for requests that were handed out.</summary>
/// <param name="Id">Names the reservation for good.</param>
/// <param name="Slots">Its slots, in order.</param>
public sealed record Reservation(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("slots")] IReadOnlyList<RequestSlot> Slots);

/// <summary>Asks for slots.</summary>
/// <param name="Id">Names the reservation for good; asked for again it is the same one.</param>
/// <param name="Count">How many slots; at most <see cref="RateLimiterState.MostAtOnce"/> are handed out.</param>
public sealed record ReservationOrder(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("count")] int Count);

/// <summary>The answer to a <see cref="ReservationOrder"/>.</summary>
/// <param name="Slots">The slots, in order.</param>
/// <param name="Pause">The provider's pause: none of the slots begins before it is over.</param>
public sealed record RequestShare(
    [property: JsonPropertyName("slots")] IReadOnlyList<RequestSlot> Slots,
    [property: JsonPropertyName("pause")] RequestPause Pause);

/// <summary>A provider has refused a request because there were too many.</summary>
/// <param name="SentAt">Not later than the request was sent, as close as is known.</param>
/// <param name="RetryAfter">How long the provider asked to wait; null when it did not say.</param>
public sealed record RequestRefusal(
    [property: JsonPropertyName("sent_at")] DateTimeOffset SentAt,
    [property: JsonPropertyName("retry_after")] TimeSpan? RetryAfter);

/// <summary>A pause, and how long to bear with a provider that does nothing but refuse.</summary>
/// <param name="Until">When the pause is over.</param>
/// <param name="Patience">
/// The setting <see cref="SlotOptions.Patience"/>. An orchestrator must not read settings itself: a replay would see others.
/// </param>
public sealed record RequestPause(
    [property: JsonPropertyName("until")] DateTimeOffset Until,
    [property: JsonPropertyName("patience")] TimeSpan Patience);
