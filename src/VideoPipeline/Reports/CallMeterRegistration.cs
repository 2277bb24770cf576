using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Reports;

/// <summary>Adds what stages count their providers' calls with.</summary>
internal static class CallMeterRegistration
{
    /// <summary>Adds it once, however often it is asked for.</summary>
    public static void AddCallMeter(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<PipelineMetrics>();
        services.TryAddSingleton<CallMeter>();
    }
}
