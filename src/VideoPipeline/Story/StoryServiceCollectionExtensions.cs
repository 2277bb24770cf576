using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VideoPipeline.Story.Extractive;

namespace VideoPipeline.Story;

/// <summary>Registers the story stage.</summary>
public static class StoryServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="StoryStage"/>, <see cref="SourceStore"/> and the writer that the setting <c>Story:Writer</c> names. The app
    /// registers the <c>BlobServiceClient</c>, the <c>TableServiceClient</c> and the <c>ArtifactStore</c>.
    /// </summary>
    public static IServiceCollection AddStory(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StoryOptions>().Bind(configuration.GetSection("Story")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StoryOptions>, StoryOptionsValidator>();
        services.AddSingleton<ExtractiveWriter>();
        services.AddSingleton<IStoryWriter>(provider => provider.GetRequiredService<IOptions<StoryOptions>>().Value.Writer switch
        {
            ExtractiveWriter.WriterName => provider.GetRequiredService<ExtractiveWriter>(),
            string other => throw new InvalidOperationException(
                $"Story:Writer is \"{other}\", which no story writer is called. Known writers: {ExtractiveWriter.WriterName}."),
        });
        services.AddSingleton<SourceStore>();
        services.AddSingleton<StoryStage>();
        return services;
    }
}
