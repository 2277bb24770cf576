using System.Globalization;
using VideoPipeline.Capacity;

// Shows first that it reproduces what was measured, and only then what has not been: see docs/scaling.md.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
bool isReproduced = true;
foreach (MeasuredPoint point in MeasuredPoint.All)
{
    Console.WriteLine($"figure: {point.Name}: measured {point.Measured:F1} s, simulated {point.Simulated:F1} s{(point.IsReproduced ? "" : " - NOT reproduced")}");
    isReproduced &= point.IsReproduced;
}

if (!isReproduced)
{
    await Console.Error.WriteLineAsync("The simulation does not reproduce what was measured, so it says nothing about what was not.");
    return 1;
}

int[] runsPerDay = [100, 1_000, 10_000, 100_000, 1_000_000];
(string Name, RunCost Cost)[] kinds =
[
    ("Embedded writer and espeak-ng, no export", new RunCost()),
    ("Embedded writer and espeak-ng, a video of 171 s", new RunCost { VideoSeconds = 171 }),
    ("A language model (13 requests) and a speech service (40 requests, mp3 joined by frames), a video of 171 s",
        new RunCost { ToolSeconds = 0, ModelRequests = 13, SpeechRequests = 40, StorageRequests = 800, VideoSeconds = 171 }),
];
foreach ((string name, RunCost cost) in kinds)
{
    Console.WriteLine($"\n{name}:\n\n{CapacityTable.Head}");
    foreach (int runs in runsPerDay)
    {
        Console.WriteLine(CapacityTable.Line(runs, cost));
    }
}

return 0;
