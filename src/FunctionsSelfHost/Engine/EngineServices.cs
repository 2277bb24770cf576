using FunctionsSelfHost.Engine.Messages;
using FunctionsSelfHost.Engine.Telemetry;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FunctionsSelfHost.Engine;

/// <summary>The parts of the engine that every grain uses.</summary>
internal sealed class EngineServices(
    ITaskHub hub,
    FunctionRunner functions,
    MessageRouter router,
    DataConverter converter,
    TimeProvider time,
    ILoggerFactory loggers,
    DurableEngineLimits limits,
    EngineTracing tracing,
    EngineMetrics metrics,
    IHostApplicationLifetime lifetime) : IDisposable
{
    /// <summary>The store.</summary>
    public ITaskHub Hub { get; } = hub;

    /// <summary>Runs the app's functions.</summary>
    public FunctionRunner Functions { get; } = functions;

    /// <summary>Delivers messages.</summary>
    public MessageRouter Router { get; } = router;

    /// <summary>Serializes everything that travels.</summary>
    public DataConverter Converter { get; } = converter;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>Makes loggers.</summary>
    public ILoggerFactory Loggers { get; } = loggers;

    /// <summary>Makes spans.</summary>
    public EngineTracing Tracing { get; } = tracing;

    /// <summary>Measures.</summary>
    public EngineMetrics Metrics { get; } = metrics;

    /// <summary>How many orchestrations this process advances at once.</summary>
    public TurnThrottle OrchestratorTurns { get; } = new(limits.MaxConcurrentOrchestrators);

    /// <summary>How many entities this process runs at once.</summary>
    public TurnThrottle EntityTurns { get; } = new(limits.MaxConcurrentEntities);

    /// <summary>Cancelled when the host stops.</summary>
    public CancellationToken Stopping { get; } = lifetime.ApplicationStopping;

    /// <summary>When this host was started, UTC.</summary>
    public DateTime HostStarted { get; } = time.GetUtcNow().UtcDateTime;

    /// <summary>How often an unfinished instance looks for what got lost.</summary>
    public TimeSpan UpkeepInterval { get; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public void Dispose()
    {
        OrchestratorTurns.Dispose();
        EntityTurns.Dispose();
    }
}
