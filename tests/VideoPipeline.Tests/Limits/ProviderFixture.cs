using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VideoPipeline.Limits;
using VideoPipeline.Reports;
using VideoPipeline.Story;
using VideoPipeline.Voice;
using WireMock.Server;

namespace VideoPipeline.Tests.Limits;

/// <summary>The stages as the app registers them, their remote providers pointed at a server of the test's own.</summary>
internal sealed class ProviderFixture : IAsyncDisposable
{
    public const string Key = "sk-very-secret";

    private readonly ServiceProvider services;

    public ProviderFixture(params (string Key, string Value)[] settings)
        : this(new FixedCredential(), settings)
    {
    }

    public ProviderFixture(TokenCredential identity, params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Story:Writer"] = "openai",
            ["Story:OpenAI:Url"] = $"{Server.Url}/v1",
            ["Story:OpenAI:Model"] = "test-model",
            ["Story:OpenAI:Key"] = Key,
            ["Story:OpenAI:RetryDelay"] = "00:00:00",
            ["Story:AzureOpenAI:Url"] = $"{Server.Url}/openai/v1",
            ["Story:AzureOpenAI:Model"] = "test-deployment",
            ["Story:AzureOpenAI:RetryDelay"] = "00:00:00",
            ["Story:Ollama:Url"] = Server.Url,
            ["Story:Ollama:Model"] = "test-model",
            ["Story:Ollama:RetryDelay"] = "00:00:00",
            ["Story:Gemini:Url"] = $"{Server.Url}/v1beta",
            ["Story:Gemini:Model"] = "gemini-test",
            ["Story:Gemini:Key"] = Key,
            ["Story:Gemini:RetryDelay"] = "00:00:00",
            ["Voice:Provider"] = "easyvoice",
            ["Voice:EasyVoice:Url"] = Server.Url,
            ["Voice:EasyVoice:RetryDelay"] = "00:00:00",
            ["Voice:EasyVoice:PollInterval"] = "00:00:00.01",
            ["Voice:EasyVoice:SubtitleDelay"] = "00:00:00.01",
            ["Voice:AzureSpeech:Url"] = $"{Server.Url}/tts",
            ["Voice:AzureSpeech:RetryDelay"] = "00:00:00",
        };
        foreach ((string key, string value) in settings)
        {
            all[key] = value;
        }

        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(all).Build();
        services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<RequestPermits>()
            .AddSingleton(identity)
            .AddOptions<LimitsOptions>().Bind(configuration.GetSection("Limits")).Services
            .AddLogging(l => l.SetMinimumLevel(LogLevel.Trace).AddProvider(Log))
            .AddStory(configuration)
            .AddVoice(configuration)
            .BuildServiceProvider();
    }

    public WireMockServer Server { get; } = WireMockServer.Start();

    public CollectedLog Log { get; } = new();

    public IStoryWriter Writer => services.GetRequiredService<IStoryWriter>();

    public ISpeechProvider Voice => services.GetRequiredService<ISpeechProvider>();

    public CallMeter Meter => services.GetRequiredService<CallMeter>();

    public RequestPermits Permits => services.GetRequiredService<RequestPermits>();

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        Server.Dispose();
    }
}
