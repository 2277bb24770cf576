using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Export;

/// <summary>Registers the exporter's client.</summary>
public static class ExporterClientRegistration
{
    /// <summary>The header that carries the exporter's key.</summary>
    public const string KeyHeader = "x-exporter-key";

    // a long poll lasts up to a minute
    private static readonly TimeSpan OneTry = TimeSpan.FromSeconds(90);

    /// <summary>Adds <see cref="ExporterClient"/>, with retries of transport faults.</summary>
    public static IServiceCollection AddExporterClient(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ExporterClientOptions>()
            .Configure(o =>
            {
                o.Url = configuration["EXPORT_VIDEO_URL"] is { Length: > 0 } url ? url : o.Url;
                o.Key = configuration["EXPORTER_KEY"];
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<ExporterClientOptions>, ExporterClientOptionsValidator>();
        services.AddHttpClient<ExporterClient>((provider, http) =>
        {
            ExporterClientOptions options = provider.GetRequiredService<IOptions<ExporterClientOptions>>().Value;
            http.BaseAddress = new Uri(options.Url.TrimEnd('/') + "/");
            http.Timeout = Timeout.InfiniteTimeSpan;
            if (options.Key is { Length: > 0 } key)
            {
                http.DefaultRequestHeaders.Add(KeyHeader, key);
            }
        }).AddStandardResilienceHandler(o =>
        {
            o.AttemptTimeout.Timeout = OneTry;
            o.TotalRequestTimeout.Timeout = OneTry * 3;
            o.CircuitBreaker.SamplingDuration = OneTry * 2;
        });
        return services;
    }
}
