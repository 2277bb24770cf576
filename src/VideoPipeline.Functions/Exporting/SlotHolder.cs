using System.Text.Json.Serialization;
using VideoPipeline.Export;

namespace VideoPipeline.Functions.Exporting;

/// <summary>A granted slot.</summary>
/// <param name="Request">Whom it was granted to.</param>
/// <param name="Token">Later grants have higher tokens.</param>
/// <param name="IsConfirmed">True when the owner has said that it knows.</param>
public sealed record SlotHolder(
    [property: JsonPropertyName("request")] SlotRequest Request,
    [property: JsonPropertyName("token")] FencingToken Token,
    [property: JsonPropertyName("is_confirmed")] bool IsConfirmed);

/// <summary>The answer to a request for a slot: a token, or a place in the queue.</summary>
/// <param name="Token">The token, when the slot is granted.</param>
/// <param name="Position">The place among those that wait, from 1; 0 when the slot is granted.</param>
public sealed record SlotAnswer(
    [property: JsonPropertyName("token")] FencingToken? Token,
    [property: JsonPropertyName("position")] int Position);

/// <summary>Tells an owner that it has got its slot.</summary>
public sealed record SlotGrant(
    [property: JsonPropertyName("request")] SlotRequest Request,
    [property: JsonPropertyName("token")] FencingToken Token);
