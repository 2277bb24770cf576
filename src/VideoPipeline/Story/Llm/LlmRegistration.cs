using System.ClientModel;
using System.ClientModel.Primitives;
using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OllamaSharp;
using OpenAI;
using OpenAI.Chat;
using VideoPipeline.Limits;
using VideoPipeline.Reports;
using VideoPipeline.Story.Llm.Gemini;

namespace VideoPipeline.Story.Llm;

/// <summary>Registers the writers over language models, each by its name.</summary>
internal static class LlmRegistration
{
    // the SDK wants some key; requests without one are signed by IdentityTokenHandler
    private const string NoKey = "none";

    /// <summary>The names in the setting <c>Story:Writer</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["openai", "azure-openai", "ollama", "gemini"];

    /// <summary>The settings of a writer; null when no writer has that name.</summary>
    public static LlmOptions? SettingsOf(StoryOptions options, string name) => name switch
    {
        "openai" => options.OpenAI,
        "azure-openai" => options.AzureOpenAI,
        "ollama" => options.Ollama,
        "gemini" => options.Gemini,
        _ => null,
    };

    /// <summary>Adds all of them, with the HTTP client of each.</summary>
    public static void AddLlmWriters(this IServiceCollection services)
    {
        services.TryAddSingleton<TokenCredential>(_ => new DefaultAzureCredential());
        foreach (string name in Names)
        {
            services.AddRemoteClient(LlmWriter.ResourceOf(name), provider => SettingsOf(provider, name))
                .AddHttpMessageHandler(provider => new IdentityTokenHandler(IdentityOf(provider, name)));
            services.AddKeyedSingleton<IStoryWriter>(name, (provider, _) => WriterOf(provider, name));
        }
    }

    private static LlmOptions SettingsOf(IServiceProvider provider, string name) =>
        SettingsOf(provider.GetRequiredService<IOptions<StoryOptions>>().Value, name)!;

    // Of all providers only Azure's take the app's identity, when there is no key.
    private static TokenCredential? IdentityOf(IServiceProvider provider, string name) =>
        name == "azure-openai" && SettingsOf(provider, name).Key.Length == 0 ? provider.GetRequiredService<TokenCredential>() : null;

    private static LlmWriter WriterOf(IServiceProvider provider, string name)
    {
        StoryOptions options = provider.GetRequiredService<IOptions<StoryOptions>>().Value;
        LlmOptions settings = SettingsOf(options, name)!;
        IChatClient client = name switch
        {
            "ollama" => new OllamaApiClient(StatusChecked(provider, name, settings), settings.Model),
            "gemini" => new GeminiChatClient(StatusChecked(provider, name, settings), settings.Model, settings.Key),
            _ => OpenAIClientOf(provider, name, settings),
        };
        var chat = new StoryChat(client, name, settings, provider.GetRequiredService<CallMeter>());
        return new LlmWriter(name, settings, chat, new StoryPrompts(options.Prompts), options.Polish);
    }

    // Azure's v1 API is OpenAI's. The HTTP client retries and times its attempts itself: the SDK's own retries would not know of slots.
    private static IChatClient OpenAIClientOf(IServiceProvider provider, string name, LlmOptions settings)
    {
        HttpClient http = provider.GetRequiredService<IHttpClientFactory>().CreateClient(LlmWriter.ResourceOf(name));
        var options = new OpenAIClientOptions
        {
            Endpoint = new Uri(settings.Url),
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        var key = new ApiKeyCredential(settings.Key.Length > 0 ? settings.Key : NoKey);
        return new ChatClient(settings.Model, key, options).AsIChatClient();
    }

    private static HttpClient StatusChecked(IServiceProvider provider, string name, LlmOptions settings) => new(
        new ProviderStatusHandler
        {
            InnerHandler = provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(LlmWriter.ResourceOf(name)),
        })
    {
        BaseAddress = new Uri(settings.Url.TrimEnd('/') + "/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
