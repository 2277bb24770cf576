namespace Microsoft.Azure.Functions.Worker;

/// <summary>A timer function's schedule.</summary>
public class ScheduleStatus
{
    /// <summary>The last run that was due; the default when there was none.</summary>
    public DateTime Last { get; set; }

    /// <summary>The next run that is due.</summary>
    public DateTime Next { get; set; }

    /// <summary>When these were kept.</summary>
    public DateTime LastUpdated { get; set; }
}
