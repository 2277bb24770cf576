using Azure.Core;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace VideoPipeline.Telemetry;

/// <summary>Where traces and metrics are sent to: nowhere, unless a setting names a receiver.</summary>
public static class TelemetryExport
{
    /// <summary>The standard setting of a receiver of OTLP. The other standard settings (<c>OTEL_...</c>) hold, too.</summary>
    public const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The setting of Azure Monitor. With <c>AZURE_CLIENT_ID</c> that identity sends, which needs the role Monitoring Metrics Publisher.</summary>
    public const string AzureMonitor = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>Sends what the sources and meters of these names tell, if there is a receiver at all.</summary>
    public static IServiceCollection AddTelemetrySources(this IServiceCollection services, IConfiguration configuration, params string[] names)
    {
        if (IsSet(configuration, OtlpEndpoint) || IsSet(configuration, AzureMonitor))
        {
            services.AddOpenTelemetry().WithTracing(t => t.AddSource(names)).WithMetrics(m => m.AddMeter(names));
        }

        return services;
    }

    /// <summary>Sends to Azure Monitor, if it is asked for.</summary>
    public static IServiceCollection AddAzureMonitorExport(this IServiceCollection services, IConfiguration configuration)
    {
        if (IsSet(configuration, AzureMonitor))
        {
            TokenCredential? identity = IsSet(configuration, "AZURE_CLIENT_ID") ? new DefaultAzureCredential() : null;
            services.AddOpenTelemetry()
                .WithTracing(t => t.AddAzureMonitorTraceExporter(o => o.ConnectionString = configuration[AzureMonitor], identity))
                .WithMetrics(m => m.AddAzureMonitorMetricExporter(o => o.ConnectionString = configuration[AzureMonitor], identity));
        }

        return services;
    }

    /// <summary>Sends by OTLP, logs as well, if it is asked for. Not on the self-host, which does so itself.</summary>
    /// <exception cref="InvalidOperationException">The receiver's address is not one.</exception>
    public static IServiceCollection AddOtlpExport(this IServiceCollection services, IConfiguration configuration, string service)
    {
        if (!IsSet(configuration, OtlpEndpoint))
        {
            return services;
        }

        if (!Uri.TryCreate(configuration[OtlpEndpoint], UriKind.Absolute, out Uri? receiver) || receiver.Scheme is not ("http" or "https"))
        {
            throw new InvalidOperationException(
                $"The setting {OtlpEndpoint} is \"{configuration[OtlpEndpoint]}\"; it must be an address such as http://localhost:4317.");
        }

        services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService(configuration["OTEL_SERVICE_NAME"] ?? service))
            .WithTracing(t => t.AddOtlpExporter())
            .WithMetrics(m => m.AddOtlpExporter())
            .WithLogging(l => l.AddOtlpExporter());
        return services;
    }

    private static bool IsSet(IConfiguration configuration, string setting) => configuration[setting] is { Length: > 0 };
}
