using System.Reflection;
using FunctionsSelfHost.Engine.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FunctionsSelfHost.Hosting;

/// <summary>
/// Sends traces and metrics by OTLP when the standard setting <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a receiver. The other standard
/// settings (<c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, <c>OTEL_SERVICE_NAME</c>, <c>OTEL_TRACES_SAMPLER</c> and so on) hold, too.
/// </summary>
internal static class TelemetryExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ServiceName = "OTEL_SERVICE_NAME";

    /// <summary>Adds the export, if it is asked for.</summary>
    /// <exception cref="InvalidOperationException">The receiver's address is not one.</exception>
    public static void AddTelemetryExport(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration[Endpoint] is not { Length: > 0 } endpoint)
        {
            return;
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? receiver) || receiver.Scheme is not ("http" or "https"))
        {
            throw new InvalidOperationException($"The setting {Endpoint} is \"{endpoint}\"; it must be an address such as http://localhost:4317.");
        }

        string service = builder.Configuration[ServiceName] ?? Assembly.GetEntryAssembly()?.GetName().Name ?? EngineTracing.Name;

        // what comes in has spans, too; what goes out has none: most of it is the task hub's
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService(service))
            .WithTracing(t => t.AddSource(EngineTracing.Name).AddAspNetCoreInstrumentation().AddOtlpExporter())
            .WithMetrics(m => m.AddMeter(EngineMetrics.Name).AddAspNetCoreInstrumentation().AddOtlpExporter());
    }
}
