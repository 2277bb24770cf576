using System.ComponentModel.DataAnnotations;

namespace VideoPipeline.Limits;

/// <summary>What one provider takes, over all hosts together. Section <c>Limits:{kind}:{provider}</c>, for example <c>Limits:tts:easyvoice</c>.</summary>
public sealed class ResourceLimits
{
    /// <summary>How many requests may be under way at once, 1 to 10,000. Default: none, that is no limit.</summary>
    [Range(1, 10_000)]
    public int? Concurrency { get; set; }

    /// <summary>How many requests may be sent in any <see cref="Window"/>, 1 to 1,000,000. Default: none, that is no limit.</summary>
    [Range(1, 1_000_000)]
    public int? Requests { get; set; }

    /// <summary>The time that <see cref="Requests"/> counts in, one second to a day. Default: a minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many of <see cref="Requests"/> may be sent at once after a pause, 1 to 1,000. Default: 1, that is evenly spread.</summary>
    [Range(1, 1_000)]
    public int Burst { get; set; } = 1;

    /// <summary>
    /// How late a reserved request may still be sent, 0.1 to 60 seconds. Default: 2 seconds. It is taken off the rate: requests that are
    /// late together with others that are not must still keep to the limit.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Lateness { get; set; } = TimeSpan.FromSeconds(2);
}
