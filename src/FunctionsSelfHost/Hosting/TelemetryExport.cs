using System.Reflection;
using FunctionsSelfHost.Engine.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FunctionsSelfHost.Hosting;

/// <summary>
/// Sends traces, metrics and logs by OTLP when the standard setting <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a receiver. The other standard
/// settings (<c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, <c>OTEL_SERVICE_NAME</c>, <c>OTEL_TRACES_SAMPLER</c> and so on) hold, too.
/// </summary>
internal static class TelemetryExport
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ServiceName = "OTEL_SERVICE_NAME";
    private const string OtlpEventIds = "OTEL_DOTNET_EXPERIMENTAL_OTLP_EMIT_EVENT_LOG_ATTRIBUTES";

    /// <summary>Adds the export, if it is asked for.</summary>
    /// <exception cref="InvalidOperationException">The receiver's address is not one.</exception>
    public static void AddTelemetryExport(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration[OtlpEndpoint] is not { Length: > 0 } endpoint)
        {
            return;
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? receiver) || receiver.Scheme is not ("http" or "https"))
        {
            throw new InvalidOperationException($"The setting {OtlpEndpoint} is \"{endpoint}\"; it must be an address such as http://localhost:4317.");
        }

        string service = builder.Configuration[ServiceName] ?? Assembly.GetEntryAssembly()?.GetName().Name ?? EngineTracing.Name;

        // without this the exporter leaves the IDs of events out
        builder.Configuration[OtlpEventIds] ??= "true";

        // What comes in has spans, too; what goes out has none: most of it is the task hub's. Logs have no scopes: those of the frameworks repeat
        // the trace's IDs, and those of HTTP clients carry addresses.
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService(service))
            .WithTracing(t => t.AddSource(EngineTracing.Name).AddAspNetCoreInstrumentation().AddOtlpExporter())
            .WithMetrics(m => m.AddMeter(EngineMetrics.Name).AddAspNetCoreInstrumentation().AddOtlpExporter())
            .WithLogging(l => l.AddOtlpExporter(), o => o.IncludeFormattedMessage = true);
    }
}
