using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Exporter.Rendering;

/// <summary>Registers the rendering of drafts.</summary>
internal static class RenderingServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IDraftRenderer"/> with <see cref="RenderOptions"/> of the section <c>Exporter</c>, and a check for ffmpeg that keeps
    /// the host from starting without it.
    /// </summary>
    public static IServiceCollection AddRendering(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RenderOptions>().Bind(configuration.GetSection("Exporter")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RenderOptions>, RenderOptionsValidator>();
        services.TryAddSingleton<IDraftRenderer, DraftRenderer>();
        services.AddHostedService<FfmpegCheck>();
        return services;
    }
}
