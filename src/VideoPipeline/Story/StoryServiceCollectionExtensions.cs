using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using VideoPipeline.Reports;
using VideoPipeline.Story.Extractive;
using VideoPipeline.Story.Llm;
using VideoPipeline.Story.YtDlp;

namespace VideoPipeline.Story;

/// <summary>Registers the story stage.</summary>
public static class StoryServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="StoryStage"/>, <see cref="SourceStore"/> and the writer that the setting <c>Story:Writer</c> names. The app
    /// registers the <c>BlobServiceClient</c>, the <c>TableServiceClient</c>, the <c>ArtifactStore</c>, the <c>WorkFolders</c>, the <c>TimeProvider</c>, the
    /// <c>RequestPermits</c> and the <c>LimitsOptions</c>.
    /// </summary>
    public static IServiceCollection AddStory(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StoryOptions>().Bind(configuration.GetSection("Story")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StoryOptions>, StoryOptionsValidator>();
        services.AddLlmWriters();
        services.AddKeyedSingleton<IStoryWriter, ExtractiveWriter>(ExtractiveWriter.WriterName);
        services.AddSingleton(provider =>
            provider.GetRequiredKeyedService<IStoryWriter>(provider.GetRequiredService<IOptions<StoryOptions>>().Value.Writer));
        services.AddCallMeter();
        services.TryAddSingleton<RunJournal>();
        services.TryAddSingleton<RunReportStore>();
        services.AddSingleton<SourceStore>();
        services.AddSingleton<YtDlpTranscripts>();
        services.AddSingleton<StoryStage>();
        return services;
    }
}
