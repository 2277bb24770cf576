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

/// <summary>Where traces, metrics and logs are sent to: nowhere, unless a setting names a receiver.</summary>
public static class TelemetryExport
{
    /// <summary>The standard setting of a receiver of OTLP. The other standard settings (<c>OTEL_...</c>) hold, too.</summary>
    public const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The setting of Azure Monitor. With <c>AZURE_CLIENT_ID</c> that identity sends, which needs the role Monitoring Metrics Publisher.</summary>
    public const string AzureMonitor = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    private const string ServiceName = "OTEL_SERVICE_NAME";
    private const string Sampler = "OTEL_TRACES_SAMPLER";
    private const string OtlpEventIds = "OTEL_DOTNET_EXPERIMENTAL_OTLP_EMIT_EVENT_LOG_ATTRIBUTES";

    /// <summary>Sends what these sources and meters tell, in the service's name, if there is a receiver at all.</summary>
    public static IServiceCollection AddTelemetrySources(
        this IServiceCollection services, IConfiguration configuration, string service, params string[] names)
    {
        if (IsSet(configuration, OtlpEndpoint) || IsSet(configuration, AzureMonitor))
        {
            services.AddOpenTelemetry()
                .ConfigureResource(r => r.AddService(configuration[ServiceName] ?? service))
                .WithTracing(t => t.AddSource(names))
                .WithMetrics(m => m.AddMeter(names));
        }

        return services;
    }

    /// <summary>Sends traces and metrics to Azure Monitor, if it is asked for.</summary>
    public static IServiceCollection AddAzureMonitorExport(this IServiceCollection services, IConfiguration configuration)
    {
        if (IsSet(configuration, AzureMonitor))
        {
            services.AddOpenTelemetry()
                .WithTracing(t => t.AddAzureMonitorTraceExporter(o => Configure(o, configuration), Identity(configuration)))
                .WithMetrics(m => m.AddAzureMonitorMetricExporter(o => Configure(o, configuration), Identity(configuration)));
        }

        return services;
    }

    /// <summary>Sends logs to Azure Monitor, if it is asked for. Not on the Functions host, which does so itself.</summary>
    public static IServiceCollection AddAzureMonitorLogs(this IServiceCollection services, IConfiguration configuration)
    {
        if (IsSet(configuration, AzureMonitor))
        {
            services.AddOpenTelemetry()
                .WithLogging(l => l.AddAzureMonitorLogExporter(o => Configure(o, configuration), Identity(configuration)), Configure);
        }

        return services;
    }

    /// <summary>Sends traces, metrics and logs by OTLP, if it is asked for. Not on the self-host, which does so itself.</summary>
    /// <exception cref="InvalidOperationException">The receiver's address is not one.</exception>
    public static IServiceCollection AddOtlpExport(this IServiceCollection services, IConfiguration configuration)
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

        // without this the exporter leaves the IDs of events out
        configuration[OtlpEventIds] ??= "true";
        services.AddOpenTelemetry()
            .WithTracing(t => t.AddOtlpExporter())
            .WithMetrics(m => m.AddOtlpExporter())
            .WithLogging(l => l.AddOtlpExporter(), Configure);
        return services;
    }

    // Scopes stay out: the app opens none, those of the frameworks repeat the trace's IDs, and those of HTTP clients carry addresses.
    private static void Configure(OpenTelemetryLoggerOptions options) => options.IncludeFormattedMessage = true;

    private static void Configure(AzureMonitorExporterOptions options, IConfiguration configuration)
    {
        options.ConnectionString = configuration[AzureMonitor];

        // Its own default, five traces a second, is decided by each process for itself, and for OTLP as well: parts of a run's trace would be
        // lost. What is left decides by the trace's ID, alike in all processes. Logs are kept also where their trace is not.
        if (configuration[Sampler] != "microsoft.rate_limited")
        {
            options.TracesPerSecond = null;
        }

        options.EnableTraceBasedLogsSampler = false;
    }

    private static TokenCredential? Identity(IConfiguration configuration) =>
        IsSet(configuration, "AZURE_CLIENT_ID") ? new DefaultAzureCredential() : null;

    private static bool IsSet(IConfiguration configuration, string setting) => configuration[setting] is { Length: > 0 };
}
