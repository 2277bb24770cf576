namespace VideoPipeline.Capacity;

/// <summary>Something that was measured, and what the simulation makes of it.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Measured">The measured seconds.</param>
/// <param name="Simulated">The simulated seconds.</param>
internal sealed record MeasuredPoint(string Name, double Measured, double Simulated)
{
    // what measurements on a machine with two cores differ by from one run to the next
    private const double Tolerance = 0.2;

    // two cores, and an emulator that works through its requests one by one on the same two
    private static readonly Deployment Machine = new() { StorageOnTheSameCores = true, StorageServers = 1, StorageSeconds = 1 / 1235.0 };

    private static readonly RunCost Nothing = new() { AppSeconds = 0, ToolSeconds = 0, StorageRequests = 0 };

    // five activities: six commits, two status rows, one read
    private static readonly RunCost Orchestration = Nothing with { AppSeconds = 0.0086, StorageRequests = 9 };

    /// <summary>What <c>bench/README.md</c> and <c>docs/scaling.md</c> tell of.</summary>
    public static IEnumerable<MeasuredPoint> All =>
    [
        new("100 orchestrations of five activities at once", 100 / 130.0, Simulation.AllAtOnce(100, Orchestration, Machine)),
        new("1,000 of them at once", 1000 / 144.0, Simulation.AllAtOnce(1000, Orchestration, Machine)),
        new("60 exports of a second each, by one exporter", 60 / 0.985, Simulation.AllAtOnce(60, Nothing with { VideoSeconds = 1 }, Machine with { RenderFactor = 1 })),
        new("20 runs at once with the embedded providers, without export", 32.8, Simulation.AllAtOnce(20, new RunCost(), Machine)),
    ];

    /// <summary>Whether the simulation may be used beyond what was measured.</summary>
    public bool IsReproduced => Math.Abs(Simulated / Measured - 1) <= Tolerance;
}
