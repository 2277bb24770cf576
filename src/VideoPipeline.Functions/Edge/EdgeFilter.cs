using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Functions.Edge;

/// <summary>What every request passes before a function, on either host: the origins that may call, the rate, and the size.</summary>
internal sealed class EdgeFilter(IOptions<HttpOptions> options) : IStartupFilter
{
    private const string Problem = "application/problem+json";

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE"];
    private static readonly string[] RequestHeaders = ["Content-Type", "Idempotency-Key", "If-None-Match", "Last-Event-ID", "Range", "x-functions-key"];
    private static readonly string[] AnswerHeaders = ["Content-Disposition", "Content-Range", "ETag", "Location", "Retry-After"];

    // probes must not be told to come again
    private static readonly string[] Uncounted = ["/health", "/admin"];

    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (options.Value.Origins is { Length: > 0 } origins)
        {
            app.UseCors(policy => policy.WithOrigins(origins).WithMethods(Methods).WithHeaders(RequestHeaders).WithExposedHeaders(AnswerHeaders));
        }

        app.UseRateLimiter();
        app.Use(LimitSizeAsync);
        next(app);
    };

    /// <summary>The bucket that a request takes from.</summary>
    internal static RateLimitPartition<string> Partition(HttpContext http, HttpOptions options)
    {
        bool isUncounted = options.RequestsPerMinute == 0 || Uncounted.Any(path => http.Request.Path.StartsWithSegments(path));
        return !isUncounted && ClientAddress.Of(http, options.Proxies) is { } client
            ? RateLimitPartition.GetTokenBucketLimiter(client, _ => Bucket(options))
            : RateLimitPartition.GetNoLimiter("");
    }

    /// <summary>The answer to a request that is one too many.</summary>
    internal static ValueTask RefuseAsync(HttpContext http, RateLimitLease lease, CancellationToken cancellationToken)
    {
        TimeSpan wait = lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan told) ? told : TimeSpan.FromSeconds(1);
        int seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        http.Response.Headers.RetryAfter = $"{seconds}";
        return new ValueTask(WriteAsync(
            http, StatusCodes.Status429TooManyRequests, "Too many requests", $"Too many requests from this address. Come again in {seconds} s.", cancellationToken));
    }

    private static TokenBucketRateLimiterOptions Bucket(HttpOptions options) => new()
    {
        TokenLimit = options.Burst,
        TokensPerPeriod = Math.Max(1, options.RequestsPerMinute / 60),
        ReplenishmentPeriod = TimeSpan.FromMinutes(1) * Math.Max(1, options.RequestsPerMinute / 60) / options.RequestsPerMinute,
        QueueLimit = 0,
    };

    private static Task WriteAsync(HttpContext http, int status, string title, string detail, CancellationToken cancellationToken)
    {
        http.Response.StatusCode = status;
        var problem = new ProblemDetails { Status = status, Title = title, Detail = detail };
        return http.Response.WriteAsJsonAsync(problem, options: null, contentType: Problem, cancellationToken);
    }

    private Task LimitSizeAsync(HttpContext http, RequestDelegate next)
    {
        long most = options.Value.MaxBodyBytes;
        if (http.Request.ContentLength > most)
        {
            return WriteAsync(
                http,
                StatusCodes.Status413PayloadTooLarge,
                "Too large",
                $"The body has more than {most} bytes (setting Http__MaxBodyBytes). Send less at a time.",
                http.RequestAborted);
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = most;
        }

        return next(http);
    }
}
