using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace VideoPipeline.Exporter.Tests.Hosting;

/// <summary>Sees each request when it has reached the exporter.</summary>
internal sealed class Arrivals : IStartupFilter
{
    private readonly Moments arrived = new();

    public Task NextAsync() => arrived.NextAsync();

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (http, rest) =>
        {
            arrived.Add();
            await rest(http);
        });
        next(app);
    };
}
