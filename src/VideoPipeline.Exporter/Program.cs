using System.Net;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Options;
using OpenTelemetry.Trace;
using VideoPipeline.Artifacts;
using VideoPipeline.Exporter;
using VideoPipeline.Exporter.Api;
using VideoPipeline.Exporter.Jobs;
using VideoPipeline.Exporter.Rendering;
using VideoPipeline.Exporter.Seats;
using VideoPipeline.Exporter.Telemetry;
using VideoPipeline.Pipelines;
using VideoPipeline.Telemetry;

// What keeps the exporter from starting is told in one sentence: a stack trace would help nobody to mend it.
try
{
    await using WebApplication app = ExporterApp.Build(ExporterApp.CreateBuilder(args));
    SeatKeeper seat = app.Services.GetRequiredService<SeatKeeper>();
    await app.RunAsync();
    if (seat.Loss is { } loss)
    {
        await Console.Error.WriteLineAsync(loss.Message);
        return 1;
    }

    return 0;
}
catch (Exception e) when (
    e is InvalidOperationException or IOException or UnauthorizedAccessException or StageFailedException or OptionsValidationException)
{
    await Console.Error.WriteLineAsync($"The exporter could not start: {e.Message}");
    return 1;
}

/// <summary>Builds the exporter.</summary>
internal static class ExporterApp
{
    private const string DefaultUrl = "http://127.0.0.1:51053";

    /// <summary>The exporter's settings and services.</summary>
    /// <exception cref="InvalidOperationException">The settings do not allow it to start.</exception>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.Logging.ClearProviders().AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.UseUtcTimestamp = true;
            o.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        ConfigureAddress(builder);
        ConfigureServices(builder.Services, builder.Configuration);
        return builder;
    }

    /// <summary>The exporter's process.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        WebApplication app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseMiddleware<KeyCheck>();
        app.UseMiddleware<SeatGate>();
        app.MapExports();
        app.MapOriginalContract();
        app.MapGet("/health", (ExportQueue queue) => new { status = queue.IsOpen ? "healthy" : "standby" });
        return app;
    }

    private static void ConfigureAddress(WebApplicationBuilder builder)
    {
        string urls = builder.Configuration["urls"] is { Length: > 0 } configured ? configured : DefaultUrl;
        builder.WebHost.UseUrls(urls);
        bool isLoopback = urls.Split(';').All(u =>
            BindingAddress.Parse(u).Host is var host && (host == "localhost" || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address))));
        if (!isLoopback && string.IsNullOrEmpty(builder.Configuration["Exporter:Key"]))
        {
            throw new InvalidOperationException($"{urls} is not only loopback: set a key (Exporter__Key) that callers must show, or listen on 127.0.0.1.");
        }
    }

    private static void AddTelemetry(IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddTelemetrySources(configuration, ExporterTelemetry.Name, ExporterTelemetry.Name)
            .AddAzureMonitorExport(configuration)
            .AddAzureMonitorLogs(configuration)
            .AddOtlpExport(configuration)
            .ConfigureOpenTelemetryTracerProvider(t => t.AddAspNetCoreInstrumentation(o => o.Filter = http => http.Request.Path != "/health"));
    }

    private static void ConfigureServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddProblemDetails();
        AddTelemetry(services, configuration);
        services.AddSingleton(new StorageAccount(configuration).Client(
            "blob", text => new BlobServiceClient(text), (uri, identity) => new BlobServiceClient(uri, identity)));
        services.AddSingleton(TimeProvider.System);
        services.AddOptions<ArtifactStoreOptions>().Bind(configuration.GetSection("Artifacts")).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ExporterOptions>().Bind(configuration.GetSection("Exporter")).Configure(o =>
        {
            o.DraftLocalDir = configuration["DRAFT_LOCAL_DIR"] ?? o.DraftLocalDir;
            o.VideoOutputDir = configuration["VIDEO_OUTPUT_DIR"] ?? o.VideoOutputDir;
        }).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ExporterOptions>, ExporterOptionsValidator>();
        services.AddSingleton<ArtifactStore>();
        services.AddRendering(configuration);
        services.AddSingleton<ExporterTelemetry>();
        services.AddSingleton<JobStore>();
        services.AddSingleton<SeatBlob>();
        services.AddSingleton<SeatKeeper>();
        services.AddSingleton<VideoBlobs>();
        services.AddSingleton<VideoExcerpts>();
        services.AddSingleton<ExportRunner>();
        services.AddSingleton<ExportQueue>();

        // in this order: the seat is taken before the first job, and given back after the last one
        services.AddHostedService(s => s.GetRequiredService<SeatKeeper>());
        services.AddHostedService(s => s.GetRequiredService<ExportQueue>());
    }
}
