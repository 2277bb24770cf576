using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;

namespace VideoPipeline.Voice;

/// <summary>Registers the voice stage.</summary>
public static class VoiceServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="VoiceStage"/> and the speech provider that the setting <c>Voice:Provider</c> names. The app registers the
    /// <c>ArtifactStore</c>.
    /// </summary>
    public static IServiceCollection AddVoice(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<VoiceOptions>().Bind(configuration.GetSection("Voice")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<VoiceOptions>, VoiceOptionsValidator>();
        services.AddSingleton<EspeakProvider>();
        services.AddSingleton<ISpeechProvider>(provider => provider.GetRequiredService<IOptions<VoiceOptions>>().Value.Provider switch
        {
            EspeakProvider.ProviderName => provider.GetRequiredService<EspeakProvider>(),
            string other => throw new InvalidOperationException(
                $"Voice:Provider is \"{other}\", which no speech provider is called. Known providers: {EspeakProvider.ProviderName}."),
        });
        services.AddSingleton<NarrationEncoder>();
        services.AddSingleton(provider => new VoiceStage(
            provider.GetRequiredService<ArtifactStore>(),
            provider.GetRequiredService<ISpeechProvider>(),
            provider.GetRequiredService<NarrationEncoder>(),
            provider.GetRequiredService<IOptions<VoiceOptions>>()));
        return services;
    }
}
