using System.Text.Json.Serialization;
using VideoPipeline.Export;

namespace VideoPipeline.Functions.Limits;

/// <summary>A granted slot.</summary>
/// <param name="Request">Whom it was granted to.</param>
/// <param name="Token">Later grants have higher tokens.</param>
/// <param name="IsConfirmed">True when the owner has said that it knows.</param>
/// <param name="GrantedAt">When it was granted.</param>
/// <param name="LeaseUntil">Until when the owner need not be heard of. After that it is suspected, no more: the slot stays its own.</param>
public sealed record SlotHolder(
    [property: JsonPropertyName("request")] SlotRequest Request,
    [property: JsonPropertyName("token")] FencingToken Token,
    [property: JsonPropertyName("is_confirmed")] bool IsConfirmed,
    [property: JsonPropertyName("granted_at")] DateTimeOffset GrantedAt,
    [property: JsonPropertyName("lease_until")] DateTimeOffset LeaseUntil);

/// <summary>The answer to a request for a slot: a token, or a place in the queue.</summary>
/// <param name="Token">The token, when the slot is granted.</param>
/// <param name="Position">The place among those that wait, from 1; 0 when the slot is granted.</param>
/// <param name="LastToken">The highest token so far. A grant that comes later has a higher one; any other is an earlier one's echo.</param>
public sealed record SlotAnswer(
    [property: JsonPropertyName("token")] FencingToken? Token,
    [property: JsonPropertyName("position")] int Position,
    [property: JsonPropertyName("last_token")] FencingToken LastToken);

/// <summary>Tells an owner that it has got its slot.</summary>
public sealed record SlotGrant(
    [property: JsonPropertyName("request")] SlotRequest Request,
    [property: JsonPropertyName("token")] FencingToken Token);

/// <summary>What a sweep has found: a request whose owner is gone. It counts only until somebody asks for the request again.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Ask">The request's <see cref="SlotRequest.Ask"/> when the sweep looked.</param>
public sealed record AbandonedSlot(
    [property: JsonPropertyName("request_id")] string RequestId,
    [property: JsonPropertyName("ask")] long Ask);

/// <summary>Where a request is in a semaphore's queue.</summary>
/// <param name="Position">Its place among those that wait, from 1; 0 when it holds a slot.</param>
/// <param name="Ahead">How many others hold a slot or wait before it; 0 when it holds a slot.</param>
/// <param name="EstimatedWait">How long it will wait, if slots are held as long as the last ones were; null when none was held yet.</param>
public sealed record SlotPlace(int Position, int Ahead, TimeSpan? EstimatedWait);
