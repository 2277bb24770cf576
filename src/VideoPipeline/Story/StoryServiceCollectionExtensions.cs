using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenAI;
using OpenAI.Chat;
using VideoPipeline.Limits;
using VideoPipeline.Story.Extractive;
using VideoPipeline.Story.Llm;

namespace VideoPipeline.Story;

/// <summary>Registers the story stage.</summary>
public static class StoryServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="StoryStage"/>, <see cref="SourceStore"/> and the writer that the setting <c>Story:Writer</c> names. The app
    /// registers the <c>BlobServiceClient</c>, the <c>TableServiceClient</c>, the <c>ArtifactStore</c>, the <c>TimeProvider</c>, the
    /// <c>RequestPermits</c> and the <c>LimitsOptions</c>.
    /// </summary>
    public static IServiceCollection AddStory(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StoryOptions>().Bind(configuration.GetSection("Story")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StoryOptions>, StoryOptionsValidator>();
        services.AddSingleton<ExtractiveWriter>();
        services.AddOpenAIWriter();
        services.AddSingleton<IStoryWriter>(provider => provider.GetRequiredService<IOptions<StoryOptions>>().Value.Writer switch
        {
            ExtractiveWriter.WriterName => provider.GetRequiredService<ExtractiveWriter>(),
            OpenAIWriter.WriterName => provider.GetRequiredService<OpenAIWriter>(),
            string other => throw new InvalidOperationException(
                $"Story:Writer is \"{other}\", which no story writer is called. " +
                $"Known writers: {ExtractiveWriter.WriterName}, {OpenAIWriter.WriterName}."),
        });
        services.AddSingleton<SourceStore>();
        services.AddSingleton<StoryStage>();
        return services;
    }

    private static void AddOpenAIWriter(this IServiceCollection services)
    {
        services.AddRemoteClient(OpenAIWriter.ResourceName, provider => provider.GetRequiredService<IOptions<StoryOptions>>().Value.OpenAI);
        services.AddSingleton(provider =>
        {
            IOptions<StoryOptions> options = provider.GetRequiredService<IOptions<StoryOptions>>();
            HttpClient http = provider.GetRequiredService<IHttpClientFactory>().CreateClient(OpenAIWriter.ResourceName);
            return new OpenAIWriter(ChatClientFor(options.Value.OpenAI, http), options);
        });
    }

    // The HTTP client retries and times its attempts itself: the SDK's own retries would not know of slots.
    private static IChatClient ChatClientFor(OpenAIOptions options, HttpClient http)
    {
        var client = new OpenAIClientOptions
        {
            Endpoint = new Uri(options.Url),
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        return new ChatClient(options.Model, new ApiKeyCredential(options.Key), client).AsIChatClient();
    }
}
