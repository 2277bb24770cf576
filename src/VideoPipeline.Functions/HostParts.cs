using Microsoft.Azure.Functions.Worker.Builder;

namespace VideoPipeline.Functions;

/// <summary>What only one of the hosts has. Files below Azure and SelfHost implement it, each in that host's build alone.</summary>
internal static partial class HostParts
{
    /// <summary>Adds it. After the app's own HTTP stack: what a host adds to that must find it.</summary>
    public static void AddHostParts(this FunctionsApplicationBuilder builder)
    {
        AddMonitor(builder);
        AddOtlp(builder);
        AddAzureMonitorLogs(builder);
    }

    // Durable Functions Monitor, where the build has it
    static partial void AddMonitor(FunctionsApplicationBuilder builder);

    // the self-host exports by OTLP itself
    static partial void AddOtlp(FunctionsApplicationBuilder builder);

    // the Functions host sends logs to Azure Monitor itself
    static partial void AddAzureMonitorLogs(FunctionsApplicationBuilder builder);
}
