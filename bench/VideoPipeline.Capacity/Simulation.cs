namespace VideoPipeline.Capacity;

/// <summary>Runs pipelines on a simulated deployment.</summary>
internal static class Simulation
{
    /// <summary>All at once: the seconds until the last has ended.</summary>
    public static double AllAtOnce(int runs, RunCost cost, Deployment deployment)
    {
        var clock = new VirtualClock();
        var plant = new Plant(clock, deployment);
        clock.RunToEnd(Task.WhenAll(Enumerable.Range(0, runs).Select(_ => plant.RunAsync(cost))));
        return clock.Now;
    }

    /// <summary>At random moments, as independent creators send them, for some time: how busy everything was meanwhile.</summary>
    /// <param name="perSecond">Runs a second.</param>
    /// <param name="seconds">For how long.</param>
    /// <param name="cost">What each costs.</param>
    /// <param name="deployment">What they run on.</param>
    public static IReadOnlyList<PartLoad> Arriving(double perSecond, double seconds, RunCost cost, Deployment deployment)
    {
        var clock = new VirtualClock();
        var plant = new Plant(clock, deployment);
        var random = new Random(1);
        var runs = new List<Task>();
        Task arrivals = ArriveAsync();
        clock.RunToEnd(arrivals);
        return plant.Loads(Math.Max(seconds, clock.Now));

        async Task ArriveAsync()
        {
            while (clock.Now < seconds)
            {
                runs.Add(plant.RunAsync(cost));
                await clock.Delay(-Math.Log(1 - random.NextDouble()) / perSecond);
            }

            await Task.WhenAll(runs);
        }
    }
}
