using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Functions.Edge;

/// <summary>Lets pages of the origins that are named call the API. On the Functions host the platform answers preflights, before the app.</summary>
internal sealed class CorsFilter(IOptions<HttpOptions> options) : IStartupFilter
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE"];
    private static readonly string[] RequestHeaders = ["Content-Type", "Idempotency-Key", "If-None-Match", "Last-Event-ID", "Range", "x-functions-key"];
    private static readonly string[] AnswerHeaders = ["Content-Disposition", "Content-Range", "ETag", "Location", "Retry-After"];

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (options.Value.Origins is { Length: > 0 } origins)
        {
            app.UseCors(policy => policy.WithOrigins(origins).WithMethods(Methods).WithHeaders(RequestHeaders).WithExposedHeaders(AnswerHeaders));
        }

        next(app);
    };
}
