using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Limits;
using VideoPipeline.Reports;
using VideoPipeline.Voice.AzureSpeech;
using VideoPipeline.Voice.EasyVoice;

namespace VideoPipeline.Voice;

/// <summary>Registers the voice stage.</summary>
public static class VoiceServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="VoiceStage"/> and the speech provider that the setting <c>Voice:Provider</c> names. The app registers the
    /// <c>ArtifactStore</c>, the <c>TimeProvider</c>, the <c>RequestPermits</c> and the <c>LimitsOptions</c>.
    /// </summary>
    public static IServiceCollection AddVoice(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<VoiceOptions>().Bind(configuration.GetSection("Voice")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<VoiceOptions>, VoiceOptionsValidator>();
        services.AddKeyedSingleton<ISpeechProvider, EspeakProvider>(EspeakProvider.ProviderName);
        services.AddEasyVoice();
        services.AddAzureSpeech();
        services.AddSingleton(provider =>
            provider.GetRequiredKeyedService<ISpeechProvider>(provider.GetRequiredService<IOptions<VoiceOptions>>().Value.Provider));
        services.AddCallMeter();
        services.TryAddSingleton<RunJournal>();
        services.TryAddSingleton<Ffmpeg>();
        services.TryAddSingleton<SoundMeter>();
        services.AddSingleton<NarrationEncoder>();
        services.AddSingleton(provider => new VoiceStage(
            provider.GetRequiredService<ArtifactStore>(),
            provider.GetRequiredService<ISpeechProvider>(),
            provider.GetRequiredService<NarrationEncoder>(),
            provider.GetRequiredService<Ffmpeg>(),
            provider.GetRequiredService<WorkFolders>(),
            provider.GetRequiredService<RunJournal>(),
            provider.GetRequiredService<CallMeter>(),
            provider.GetRequiredService<IOptions<VoiceOptions>>()));
        return services;
    }

    private static void AddEasyVoice(this IServiceCollection services)
    {
        services
            .AddRemoteClient(
                EasyVoiceProvider.ResourceName, provider => provider.GetRequiredService<IOptions<VoiceOptions>>().Value.EasyVoice)
            .AddHttpMessageHandler(() => new EasyVoiceStatusHandler());
        services.AddKeyedSingleton<ISpeechProvider>(EasyVoiceProvider.ProviderName, (provider, _) =>
        {
            IOptions<VoiceOptions> options = provider.GetRequiredService<IOptions<VoiceOptions>>();
            HttpClient http = provider.GetRequiredService<IHttpClientFactory>().CreateClient(EasyVoiceProvider.ResourceName);
            http.BaseAddress = new Uri(options.Value.EasyVoice.Url.TrimEnd('/') + "/");
            return new EasyVoiceProvider(
                new EasyVoiceClient(http, options.Value.EasyVoice, provider.GetRequiredService<TimeProvider>()),
                options);
        });
    }

    private static void AddAzureSpeech(this IServiceCollection services)
    {
        services.TryAddSingleton<TokenCredential>(_ => new DefaultAzureCredential());
        services
            .AddRemoteClient(
                AzureSpeechProvider.ResourceName, provider => provider.GetRequiredService<IOptions<VoiceOptions>>().Value.AzureSpeech)
            .AddHttpMessageHandler(provider => new IdentityTokenHandler(
                provider.GetRequiredService<IOptions<VoiceOptions>>().Value.AzureSpeech.Key.Length == 0
                    ? provider.GetRequiredService<TokenCredential>()
                    : null));
        services.AddKeyedSingleton<ISpeechProvider>(AzureSpeechProvider.ProviderName, (provider, _) =>
        {
            IOptions<VoiceOptions> options = provider.GetRequiredService<IOptions<VoiceOptions>>();
            HttpClient http = provider.GetRequiredService<IHttpClientFactory>().CreateClient(AzureSpeechProvider.ResourceName);
            http.BaseAddress = new Uri(options.Value.AzureSpeech.Url.TrimEnd('/') + "/");
            return new AzureSpeechProvider(http, options);
        });
    }
}
