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

    // somebody looks at a page
    private static readonly TimeSpan OneLook = TimeSpan.FromSeconds(3);

    /// <summary>Adds <see cref="ExporterClient"/>, with retries of transport faults, and <see cref="ExporterMonitor"/>, without any.</summary>
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
        services.AddHttpClient<ExporterMonitor>((provider, http) => Configure(provider, http, OneLook));
        services.AddHttpClient<ExporterClient>((provider, http) => Configure(provider, http, Timeout.InfiniteTimeSpan)).AddStandardResilienceHandler(o =>
        {
            o.AttemptTimeout.Timeout = OneTry;
            o.TotalRequestTimeout.Timeout = OneTry * 3;
            o.CircuitBreaker.SamplingDuration = OneTry * 2;
        });
        return services;
    }

    private static void Configure(IServiceProvider provider, HttpClient http, TimeSpan timeout)
    {
        ExporterClientOptions options = provider.GetRequiredService<IOptions<ExporterClientOptions>>().Value;
        http.BaseAddress = new Uri(options.Url.TrimEnd('/') + "/");
        http.Timeout = timeout;
        if (options.Key is { Length: > 0 } key)
        {
            http.DefaultRequestHeaders.Add(KeyHeader, key);
        }
    }
}
