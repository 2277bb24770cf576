using Microsoft.AspNetCore.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace VideoPipeline.Functions.Edge;

/// <summary>Adds what every request passes first.</summary>
internal static class EdgeRegistration
{
    /// <summary>Adds it, after the HTTP stack; its settings are in the section <c>Http</c>.</summary>
    public static void UseEdge(this IFunctionsWorkerApplicationBuilder app, IConfiguration configuration)
    {
        app.Services.AddOptions<HttpOptions>().Bind(configuration.GetSection("Http")).ValidateDataAnnotations().ValidateOnStart();
        app.Services.AddCors().AddSingleton<IStartupFilter, CorsFilter>();
        app.UseWhen<EdgeMiddleware>(context => context.GetHttpContext() is not null);
    }
}
