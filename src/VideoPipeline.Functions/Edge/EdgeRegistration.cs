using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Functions.Edge;

/// <summary>Adds what every request passes first.</summary>
internal static class EdgeRegistration
{
    /// <summary>Adds it; its settings are in the section <c>Http</c>.</summary>
    public static IServiceCollection AddEdge(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<HttpOptions>().Bind(configuration.GetSection("Http")).ValidateDataAnnotations().ValidateOnStart();
        services.AddCors().AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<HttpOptions>>((limiter, http) =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => EdgeFilter.Partition(context, http.Value));
            limiter.OnRejected = (rejected, token) => EdgeFilter.RefuseAsync(rejected.HttpContext, rejected.Lease, token);
        });
        return services.AddSingleton<IStartupFilter, EdgeFilter>();
    }
}
