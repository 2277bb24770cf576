namespace VideoPipeline.Pipelines;

/// <summary>How many runs there are, and how they went.</summary>
/// <param name="Pending">Those that wait for their turn.</param>
/// <param name="Running">Those that are under way.</param>
/// <param name="Completed">Those that ended well.</param>
/// <param name="Failed">Those that failed.</param>
/// <param name="Cancelled">Those that were cancelled.</param>
/// <param name="AverageDuration">How long the completed ones took on average; null when there are none.</param>
public sealed record RunStatistics(int Pending, int Running, int Completed, int Failed, int Cancelled, TimeSpan? AverageDuration)
{
    /// <summary>All of them.</summary>
    public int Total => Pending + Running + Completed + Failed + Cancelled;

    /// <summary>The share of those that ended well among all that have ended, 0 to 1; 0 when none has.</summary>
    public double SuccessRate => Completed + Failed + Cancelled is > 0 and int ended ? (double)Completed / ended : 0;
}
