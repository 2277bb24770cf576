using System.ComponentModel.DataAnnotations;

namespace VideoPipeline.Functions.Events;

/// <summary>Settings of the server-sent events: section <c>Events</c>.</summary>
public sealed class EventOptions
{
    /// <summary>How many streams one process serves at once; more are told to come again (429). 1 to 100000, default 1000.</summary>
    [Range(1, 100_000)]
    public int MaxClients { get; set; } = 1000;

    /// <summary>How often the runs that somebody follows are looked at, while it is fast enough; 100 ms to 1 minute, default 1 second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);
}
