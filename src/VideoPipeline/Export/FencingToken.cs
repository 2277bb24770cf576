using System.Text.Json.Serialization;

namespace VideoPipeline.Export;

/// <summary>Orders the holders of the exporter's slot: each has a higher token than all before.</summary>
/// <param name="Epoch">When the semaphore was created, Unix milliseconds.</param>
/// <param name="Counter">Counts the grants of that semaphore.</param>
public readonly record struct FencingToken(
    [property: JsonPropertyName("epoch")] long Epoch,
    [property: JsonPropertyName("counter")] long Counter) : IComparable<FencingToken>
{
    /// <summary>Lower.</summary>
    public static bool operator <(FencingToken left, FencingToken right) => left.CompareTo(right) < 0;

    /// <summary>Higher.</summary>
    public static bool operator >(FencingToken left, FencingToken right) => left.CompareTo(right) > 0;

    /// <summary>Lower or equal.</summary>
    public static bool operator <=(FencingToken left, FencingToken right) => left.CompareTo(right) <= 0;

    /// <summary>Higher or equal.</summary>
    public static bool operator >=(FencingToken left, FencingToken right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public int CompareTo(FencingToken other) => (Epoch, Counter).CompareTo((other.Epoch, other.Counter));
}
