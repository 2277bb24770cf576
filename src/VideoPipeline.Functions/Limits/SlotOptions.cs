using System.ComponentModel.DataAnnotations;

namespace VideoPipeline.Functions.Limits;

/// <summary>How runs wait for the exporter and for providers. Section <c>Slots</c>.</summary>
public sealed class SlotOptions
{
    /// <summary>Whether those who wait are served in turns, one for each creator. Default: false, who waits longest is next.</summary>
    public bool FairBetweenCreators { get; set; }

    /// <summary>How long a holder of a slot need not be heard of before it is suspected, 5 minutes to a day. Default: 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an export may hold the exporter before it is cancelled, one minute to seven days. Default: 2 hours.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan ExportDeadline { get; set; } = TimeSpan.FromHours(2);

    /// <summary>How long a provider may refuse everything before the stage fails, one minute to a day. Default: 30 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(30);
}
