using Microsoft.Extensions.Options;
using VideoPipeline.Exporter.Gateway;

namespace VideoPipeline.Exporter.Rendering;

/// <summary>Registers the rendering of drafts.</summary>
internal static class RenderingServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IDraftRenderer"/>: our own, or a gateway when <c>Exporter:Gateway:Url</c> is set. With it a check for
    /// ffmpeg that keeps the host from starting without it.
    /// </summary>
    public static IServiceCollection AddRendering(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RenderOptions>().Bind(configuration.GetSection("Exporter")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RenderOptions>, RenderOptionsValidator>();
        services.AddOptions<GatewayOptions>().Bind(configuration.GetSection("Exporter:Gateway")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        if (string.IsNullOrEmpty(configuration["Exporter:Gateway:Url"]))
        {
            services.AddSingleton<IDraftRenderer, DraftRenderer>();
        }
        else
        {
            // its own limit of time is an hour
            services.AddHttpClient<IDraftRenderer, JianYingExporter>(http => http.Timeout = Timeout.InfiniteTimeSpan);
        }

        services.AddHostedService<FfmpegCheck>();
        return services;
    }
}
