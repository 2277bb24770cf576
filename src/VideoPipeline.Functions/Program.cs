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
using VideoPipeline.Functions.Limits;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Limits;
using VideoPipeline.Pipelines;
using VideoPipeline.Story;
using VideoPipeline.Voice;

// The same on both hosts. What keeps the app from starting is told in one sentence: a stack trace would help nobody to mend it.
try
{
    FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
    builder.ConfigureFunctionsWebApplication();
    IConfiguration configuration = builder.Configuration;
    builder.Services.TryAddSingleton(TimeProvider.System);
    builder.Services.AddStorageClients(configuration);
    builder.Services.AddOptions<ArtifactStoreOptions>().Bind(configuration.GetSection("Artifacts")).ValidateDataAnnotations().ValidateOnStart();
    builder.Services.AddOptions<StartingOptions>().Bind(configuration.GetSection("Starting")).ValidateDataAnnotations().ValidateOnStart();
    builder.Services.AddOptions<LimitsOptions>().Bind(configuration.GetSection("Limits")).ValidateDataAnnotations().ValidateOnStart();
    builder.Services.AddOptions<SlotOptions>().Bind(configuration.GetSection("Slots")).ValidateDataAnnotations().ValidateOnStart();
    builder.Services
        .AddSingleton<RequestPermits>()
        .AddSingleton<ReservedWork>()
        .AddSingleton<ArtifactStore>()
        .AddSingleton<RunLog>()
        .AddSingleton<RunRecordStore>()
        .AddSingleton<StageReporter>()
        .AddSingleton<PipelineStarter>()
        .AddSingleton<PipelineFinder>()
        .AddStory(configuration)
        .AddVoice(configuration)
        .AddDrafts(configuration)
        .AddExporterClient(configuration);
    await builder.Build().RunAsync();
    return 0;
}
catch (Exception e) when (e is InvalidOperationException or IOException or Microsoft.Extensions.Options.OptionsValidationException)
{
    await Console.Error.WriteLineAsync($"VideoPipeline could not start: {e.Message}");
    return 1;
}
