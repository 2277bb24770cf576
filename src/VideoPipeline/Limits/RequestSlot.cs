using System.Text.Json.Serialization;

namespace VideoPipeline.Limits;

/// <summary>Leave to send one request to a provider, within a time. A slot that was not used in its time is lost: another must be reserved.</summary>
/// <param name="NotBefore">From when on the request may be sent.</param>
/// <param name="NotAfter">Until when it must have been sent.</param>
public sealed record RequestSlot(
    [property: JsonPropertyName("not_before")] DateTimeOffset NotBefore,
    [property: JsonPropertyName("not_after")] DateTimeOffset NotAfter);
