using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using VideoPipeline.Artifacts;
using VideoPipeline.Drafts;
using VideoPipeline.Export;
using VideoPipeline.Functions;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Functions.Api;
using VideoPipeline.Functions.Dashboard;
using VideoPipeline.Functions.Edge;
using VideoPipeline.Functions.Events;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Functions.OpenApi;
using VideoPipeline.Functions.Runs;
using VideoPipeline.Functions.Sessions;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Limits;
using VideoPipeline.Pipelines;
using VideoPipeline.Story;
using VideoPipeline.Telemetry;
using VideoPipeline.Voice;
using VideoPipeline.Webhooks;

// The same on both hosts. What keeps the app from running is told in one sentence: a stack trace would help nobody to mend it.
CancellationToken started = default;
try
{
    FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
    builder.ConfigureFunctionsWebApplication();
    builder.AddHostParts();
    IConfiguration configuration = builder.Configuration;
    builder.UseEdge(configuration);
    builder.Services.TryAddSingleton(TimeProvider.System);
    builder.Services
        .AddTelemetrySources(
            configuration, "VideoPipeline.Functions", PipelineMetrics.Name, "FunctionsSelfHost", "Microsoft.Azure.Functions.Worker", "Microsoft.DurableTask")
        .AddAzureMonitorExport(configuration);
    builder.Services.AddStorageClients(configuration);
    builder.Services.AddOptions<ArtifactStoreOptions>().Bind(configuration.GetSection("Artifacts")).ValidateDataAnnotations().ValidateOnStart();
    builder.Services.AddOptions<WorkOptions>().Bind(configuration.GetSection("Work"));
    builder.Services.AddOptions<StartingOptions>().Bind(configuration.GetSection("Starting")).ValidateDataAnnotations().ValidateOnStart();
    builder.Services.AddOptions<RunOptions>().Bind(configuration.GetSection("Runs")).ValidateDataAnnotations().ValidateOnStart();
    builder.Services.AddOptions<LimitsOptions>().Bind(configuration.GetSection("Limits")).ValidateDataAnnotations().ValidateOnStart();
    builder.Services.AddOptions<SlotOptions>().Bind(configuration.GetSection("Slots")).ValidateDataAnnotations().ValidateOnStart();
    builder.Services.AddOptions<EventOptions>().Bind(configuration.GetSection("Events")).ValidateDataAnnotations().ValidateOnStart();
    builder.Services
        .AddSingleton<RequestPermits>()
        .AddSingleton<ReservedWork>()
        .AddSingleton<ArtifactStore>()
        .AddSingleton<WorkFolders>()
        .AddHostedService<WorkSweep>()
        .AddSingleton<RunLog>()
        .AddSingleton<RunIndex>()
        .AddSingleton<RunRecordStore>()
        .AddSingleton<RunScheduler>()
        .AddSingleton<TwinFinder>()
        .AddSingleton<RunCanceller>()
        .AddSingleton<RunCallbacks>()
        .AddSingleton<RunRemover>()
        .AddSingleton<CancelWatch>()
        .AddSingleton<StageReporter>()
        .AddSingleton<PipelineStarter>()
        .AddSingleton<RefusedRequests>()
        .AddSingleton<PipelineFinder>()
        .AddSingleton<StartAnswer>()
        .AddSingleton<WaitReader>()
        .AddSingleton<RunArtifacts>()
        .AddSingleton<ArtifactAnswer>()
        .AddSingleton<ExporterLane>()
        .AddSingleton<StageReuse>()
        .AddSessions()
        .AddSingleton<StatusFeed>()
        .AddSingleton<ApiDocument>()
        .AddSingleton(new DashboardFiles(Path.Combine(AppContext.BaseDirectory, "wwwroot")))
        .AddStory(configuration)
        .AddVoice(configuration)
        .AddDrafts(configuration)
        .AddExporterClient(configuration)
        .AddWebhooks(configuration);
    IHost host = builder.Build();
    started = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted;
    await host.RunAsync();
    return 0;
}
catch (Exception e) when (e is InvalidOperationException or IOException or Microsoft.Extensions.Options.OptionsValidationException)
{
    await Console.Error.WriteLineAsync($"VideoPipeline {(started.IsCancellationRequested ? "had to stop" : "could not start")}: {e.Message}");
    return 1;
}
