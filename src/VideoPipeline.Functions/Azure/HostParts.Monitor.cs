using DurableFunctionsMonitor.DotNetIsolated;
using Microsoft.Azure.Functions.Worker.Builder;

namespace VideoPipeline.Functions;

/// <content>Durable Functions Monitor, at /durable-functions-monitor. Its settings (DFM_...) say who may come in: nobody, unless they do.</content>
internal static partial class HostParts
{
    static partial void AddMonitor(FunctionsApplicationBuilder builder) => builder.UseDurableFunctionsMonitor();
}
