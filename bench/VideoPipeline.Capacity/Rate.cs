namespace VideoPipeline.Capacity;

/// <summary>A provider's quota: so many requests a second, evenly, as the app's rate limiter hands them out.</summary>
/// <param name="clock">The simulation's time.</param>
/// <param name="perSecond">Requests a second.</param>
internal sealed class Rate(VirtualClock clock, double perSecond)
{
    private double next;
    private long requests;

    /// <summary>The share of the quota that was used, over a period.</summary>
    public double ShareOf(double seconds) => requests / (perSecond * seconds);

    /// <summary>Waits until a request may be sent.</summary>
    public Task PassAsync()
    {
        double at = Math.Max(clock.Now, next);
        next = at + 1 / perSecond;
        requests++;
        return clock.Delay(at - clock.Now);
    }
}
