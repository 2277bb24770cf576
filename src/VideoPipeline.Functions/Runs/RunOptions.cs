using System.ComponentModel.DataAnnotations;

namespace VideoPipeline.Functions.Runs;

/// <summary>How runs are looked after. Section <c>Runs</c>.</summary>
public sealed class RunOptions
{
    /// <summary>
    /// How long a run that has just been started may be without an orchestration before that counts as a loss: an engine may show a start a
    /// little later than it acts on it. Default one minute; zero to an hour.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long ended runs are kept, with their artifacts; then both are deleted for good. Default zero: for ever. Up to ten years.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; }

    /// <summary>
    /// How long the engine's histories are kept of what has ended; runs, and their artifacts, are not lost with them. Default 14 days; zero:
    /// for ever. Up to ten years.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan HistoryRetention { get; set; } = TimeSpan.FromDays(14);
}
