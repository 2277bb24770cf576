using Microsoft.Azure.Functions.Worker.Builder;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Functions;

/// <content>
/// Logs to Azure Monitor. The Functions host takes the worker's logs over its channel and sends them to the same Application Insights
/// (host.json has no telemetryMode, which would change that), so there this would send each of them twice. The self-host only writes them.
/// </content>
internal static partial class HostParts
{
    static partial void AddAzureMonitorLogs(FunctionsApplicationBuilder builder) => builder.Services.AddAzureMonitorLogs(builder.Configuration);
}
