namespace FunctionsSelfHost.Bench;

/// <summary>Orchestrations of sequential activities: one, many, long ones.</summary>
internal static class Sequences
{
    private const int Activities = 5;

    // all that ThroughputAsync has run on its host
    private const int Runs = 100 + (5 * 100) + 100 + 1000;

    public static async Task LatencyAsync(string storage)
    {
        await using BenchHost host = await BenchHost.StartAsync(storage, BenchHost.NewHub());
        BareTables bare = await BareTables.CreateAsync(storage);
        await host.RunAsync(nameof(BenchFunctions.Sequence), Activities, 50);
        await bare.RunAsync(50);

        (double engine, double transactions) =
            await Measure.MediansAsync(41, () => host.RunAsync(nameof(BenchFunctions.Sequence), Activities, 1), bare.SequenceAsync);
        Measure.Print($"one orchestration of 5 activities: {engine:F1} ms = {engine / transactions:F2} x six bare transactions in sequence ({transactions:F1} ms); target 3");
    }

    public static async Task LatencyInMemoryAsync()
    {
        await using BenchHost host = await BenchHost.StartAsync(null, BenchHost.NewHub());
        await host.RunAsync(nameof(BenchFunctions.Sequence), Activities, 200);

        (double engine, _) = await Measure.MediansAsync(101, () => host.RunAsync(nameof(BenchFunctions.Sequence), Activities, 1), () => Task.CompletedTask);
        double thousand = await Measure.MillisecondsAsync(() => host.RunAsync(nameof(BenchFunctions.Sequence), Activities, 1000));
        double work = await Measure.ProcessorMillisecondsAsync(() => host.RunAsync(nameof(BenchFunctions.Sequence), Activities, 1000));
        Measure.Print($"the same in memory: {engine:F2} ms; target about 3 ms; 1,000 at once: {1_000_000 / thousand:F0}/s, {work / 1000:F2} ms of processor time each");
    }

    public static async Task ThroughputAsync(string storage)
    {
        await using BenchHost host = await BenchHost.StartAsync(storage, BenchHost.NewHub());
        BareTables bare = await BareTables.CreateAsync(storage);
        await host.RunAsync(nameof(BenchFunctions.Sequence), Activities, 100);
        await bare.RunAsync(100);

        (double engine, double transactions) =
            await Measure.MediansAsync(5, () => host.RunAsync(nameof(BenchFunctions.Sequence), Activities, 100), () => bare.RunAsync(100));
        Measure.Print(
            $"100 at once: {100_000 / engine:F0}/s = {transactions / engine:P0} of the rate of bare transactions ({600_000 / transactions:F0} transactions/s); target 60 %");

        double engineWork = await Measure.ProcessorMillisecondsAsync(() => host.RunAsync(nameof(BenchFunctions.Sequence), Activities, 100));
        double bareWork = await Measure.ProcessorMillisecondsAsync(() => bare.RunAsync(100));
        Measure.Print($"processor time of this process for one: {engineWork / 100:F2} ms; of the bare client: {bareWork / 100:F2} ms");

        (double thousand, double bareThousand) =
            await Measure.MediansAsync(1, () => host.RunAsync(nameof(BenchFunctions.Sequence), Activities, 1000), () => bare.RunAsync(1000));
        Measure.Print($"1,000 at once: {1_000_000 / thousand:F0}/s = {bareThousand / thousand:P0} of the bare rate; cost of one = {thousand / 10 / engine:F2} x that at 100; target 1.3");
        Measure.Print($"writes per orchestration: {(double)host.Hub.Commits / Runs:F2} commits, {(double)host.Hub.Saves / Runs:F2} status rows");
    }

    public static async Task LongHistoriesAsync(string storage)
    {
        await using BenchHost host = await BenchHost.StartAsync(storage, BenchHost.NewHub());
        await host.RunAsync(nameof(BenchFunctions.Sequence), 25, 5);

        // an activity is four events
        (double hundred, double thousand) = await Measure.MediansAsync(
            5, () => host.RunAsync(nameof(BenchFunctions.Sequence), 25, 1), () => host.RunAsync(nameof(BenchFunctions.Sequence), 250, 1));
        Measure.Print($"cost per event of 1,000 events: {thousand / 10 / hundred:F2} x that of 100 events ({hundred / 100:F2} ms); target 2");
    }

    public static async Task FanOutAsync(string storage)
    {
        await using BenchHost host = await BenchHost.StartAsync(storage, BenchHost.NewHub());
        BareTables bare = await BareTables.CreateAsync(storage);
        await host.RunAsync(nameof(BenchFunctions.FanOut), 100, 1);

        int before = host.Hub.Commits;
        (double thousand, double transactions) = await Measure.MediansAsync(5, () => host.RunAsync(nameof(BenchFunctions.FanOut), 1000, 1), bare.SequenceAsync);
        Measure.Print(
            $"fan-out of 1,000: {thousand:F0} ms in {(host.Hub.Commits - before) / 5} commits = {thousand / transactions * BareTables.TransactionsOfASequence:F0} bare transactions in sequence");
    }

    public static async Task EntitiesAsync(string storage)
    {
        await using BenchHost host = await BenchHost.StartAsync(storage, BenchHost.NewHub());
        BareTables bare = await BareTables.CreateAsync(storage);
        await host.RunAsync(nameof(BenchFunctions.CallsEntity), 5, 20);

        (double calls, double transactions) = await Measure.MediansAsync(5, () => host.RunAsync(nameof(BenchFunctions.CallsEntity), 25, 40), () => bare.RunAsync(100));
        Measure.Print($"entity calls of 40 orchestrations, each to its own entity: {1_000_000 / calls:F0}/s; two commits and a status row each, at {600_000 / transactions:F0} bare transactions/s");
    }
}
