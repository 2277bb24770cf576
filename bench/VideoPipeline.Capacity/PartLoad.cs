namespace VideoPipeline.Capacity;

/// <summary>How busy a part of a deployment was.</summary>
/// <param name="Name">The part.</param>
/// <param name="Share">The share of its capacity that was used, 0 to 1; above 1 is impossible to keep up.</param>
/// <param name="LongWait">The wait for it that 95 of 100 did not exceed, in seconds.</param>
internal sealed record PartLoad(string Name, double Share, double LongWait);
