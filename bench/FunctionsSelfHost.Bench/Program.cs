using System.Globalization;
using FunctionsSelfHost.Bench;

// usage: CONNECTION-STRING [SCENARIO...]; see scripts/bench.sh
if (args is [ManyInstances.ProcessName, var hubStorage, var hub, var start])
{
    await ManyInstances.ProcessAsync(hubStorage, hub, int.Parse(start, CultureInfo.InvariantCulture));
    return 0;
}

if (args is not [var storage, .. var chosen])
{
    await Console.Error.WriteLineAsync("usage: FunctionsSelfHost.Bench CONNECTION-STRING [latency | memory | throughput | long | fanout | entities | many]...");
    return 2;
}

(string Name, Func<Task> RunAsync)[] scenarios =
[
    ("latency", () => Sequences.LatencyAsync(storage)),
    ("memory", Sequences.LatencyInMemoryAsync),
    ("throughput", () => Sequences.ThroughputAsync(storage)),
    ("long", () => Sequences.LongHistoriesAsync(storage)),
    ("fanout", () => Sequences.FanOutAsync(storage)),
    ("entities", () => Sequences.EntitiesAsync(storage)),
    ("many", () => ManyInstances.RunAsync(storage)),
];
foreach ((string name, Func<Task> runAsync) in scenarios.Where(s => chosen.Length == 0 || chosen.Contains(s.Name)))
{
    await runAsync();
}

return 0;
