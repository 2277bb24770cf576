using VideoPipeline.Telemetry;

namespace VideoPipeline.Reports;

/// <summary>
/// Collects what the work at hand has asked of providers, and what it has to remark. It flows with the work, down to where calls are made;
/// what is told while nobody collects is dropped.
/// </summary>
public sealed class CallMeter(PipelineMetrics metrics)
{
    private readonly AsyncLocal<StepTally?> current = new();

    /// <summary>Collects into a tally, from here on, until the answer is disposed of.</summary>
    public IDisposable Collect(StepTally tally)
    {
        StepTally? outer = current.Value;
        current.Value = tally;
        return new End(this, outer);
    }

    /// <summary>A provider has answered, usably or not.</summary>
    public void Add(ProviderCall call)
    {
        metrics.Called(call);
        current.Value?.Add(call);
    }

    /// <summary>Something that whoever reads the run's report should know of.</summary>
    public void Warn(string warning) => current.Value?.Warn(warning);

    private sealed class End(CallMeter meter, StepTally? outer) : IDisposable
    {
        public void Dispose() => meter.current.Value = outer;
    }
}
