using System.Globalization;

namespace VideoPipeline.Capacity;

/// <summary>What a number of runs a day needs, and how it does with that.</summary>
internal static class CapacityTable
{
    // the busiest hour of a day has twice the average
    private const double Peak = 2;

    // of each part, so that queues stay short
    private const double Busy = 0.7;

    private const double SecondsOfADay = 24 * 60 * 60;

    // enough runs to say something, in a time that holds several exports
    private const double RunsToSimulate = 3000;
    private const double LeastSeconds = 1800;

    /// <summary>The table's head, in Markdown.</summary>
    public const string Head =
        "| Runs a day | cores | seats | storage requests/s | model requests/s | speech slots | busiest part | waits for a core, for a seat (95 of 100) |\n" +
        "|---|---|---|---|---|---|---|---|";

    /// <summary>A line of the table.</summary>
    public static string Line(int runsPerDay, RunCost cost)
    {
        double perSecond = Peak * runsPerDay / SecondsOfADay;
        double render = new Deployment().RenderFactor * cost.VideoSeconds;
        double requests = perSecond * cost.StorageRequests;
        double modelRate = perSecond * cost.ModelRequests / Busy;
        var deployment = new Deployment
        {
            Cores = Needed(perSecond * (cost.AppSeconds + cost.ToolSeconds), 2),
            Seats = Needed(perSecond * render, 1),
            SpeechSlots = Needed(perSecond * cost.SpeechRequests * cost.SpeechSeconds, 1),
            StorageServers = Needed(requests * new Deployment().StorageSeconds, 64),
            ModelRate = Math.Max(modelRate, 1),
        };
        double seconds = Math.Max(RunsToSimulate / perSecond, LeastSeconds);
        IReadOnlyList<PartLoad> loads = Simulation.Arriving(perSecond, seconds, cost, deployment);
        PartLoad busiest = loads.MaxBy(l => l.Share)!;
        return string.Create(CultureInfo.InvariantCulture,
            $"| {runsPerDay:N0} | {deployment.Cores} | {deployment.Seats:N0} | {requests:N0} | {modelRate:N1} | {(cost.SpeechRequests > 0 ? deployment.SpeechSlots : 0)} " +
            $"| {busiest.Name} {busiest.Share:P0} | {loads[0].LongWait:N1} s, {loads[2].LongWait:N0} s |");
    }

    private static int Needed(double used, int least) => Math.Max(least, (int)Math.Ceiling(used / Busy));
}
