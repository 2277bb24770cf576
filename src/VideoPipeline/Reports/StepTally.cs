using System.Collections.Concurrent;

namespace VideoPipeline.Reports;

/// <summary>What one step has collected. Its calls may come from several threads.</summary>
public sealed class StepTally
{
    private readonly ConcurrentQueue<ProviderCall> calls = new();
    private readonly ConcurrentQueue<string> warnings = new();

    /// <summary>The calls, in the order in which they ended.</summary>
    public IReadOnlyList<ProviderCall> Calls => [.. calls];

    /// <summary>The remarks, in their order.</summary>
    public IReadOnlyList<string> Warnings => [.. warnings];

    /// <summary>Adds a call.</summary>
    public void Add(ProviderCall call) => calls.Enqueue(call);

    /// <summary>Adds a remark.</summary>
    public void Warn(string warning) => warnings.Enqueue(warning);
}
