using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Functions.Edge;

/// <summary>
/// What every request passes before a function, on either host: the rate, and the size. It stands before functions, not before ASP.NET
/// Core's endpoints: the Functions host has begun the function when the request arrives, and the worker would wait 15 s for a request that
/// something else has answered.
/// </summary>
internal sealed class EdgeMiddleware(IOptions<HttpOptions> options) : IFunctionsWorkerMiddleware, IDisposable
{
    private const string Problem = "application/problem+json";

    // probes must not be told to come again
    private const string Uncounted = "/health";

    private readonly PartitionedRateLimiter<HttpContext> limiter =
        PartitionedRateLimiter.Create<HttpContext, string>(http => Partition(http, options.Value));

    /// <inheritdoc/>
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        HttpContext http = context.GetHttpContext()!;
        long most = options.Value.MaxBodyBytes;
        using RateLimitLease lease = limiter.AttemptAcquire(http);
        if (!lease.IsAcquired)
        {
            return RefuseRateAsync(http, lease);
        }

        if (http.Request.ContentLength > most)
        {
            return RefuseSizeAsync(http, most);
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = most;
        }

        return next(context);
    }

    /// <inheritdoc/>
    public void Dispose() => limiter.Dispose();

    private static RateLimitPartition<string> Partition(HttpContext http, HttpOptions options)
    {
        bool isUncounted = options.RequestsPerMinute == 0 || http.Request.Path.StartsWithSegments(Uncounted);
        return !isUncounted && ClientAddress.Of(http, options.Proxies) is { } client
            ? RateLimitPartition.GetTokenBucketLimiter(client, _ => Bucket(options))
            : RateLimitPartition.GetNoLimiter("");
    }

    private static TokenBucketRateLimiterOptions Bucket(HttpOptions options) => new()
    {
        TokenLimit = options.Burst,
        TokensPerPeriod = Math.Max(1, options.RequestsPerMinute / 60),
        ReplenishmentPeriod = TimeSpan.FromMinutes(1) * Math.Max(1, options.RequestsPerMinute / 60) / options.RequestsPerMinute,
        QueueLimit = 0,
    };

    private static Task RefuseRateAsync(HttpContext http, RateLimitLease lease)
    {
        TimeSpan wait = lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan told) ? told : TimeSpan.FromSeconds(1);
        int seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        http.Response.Headers.RetryAfter = $"{seconds}";
        return WriteAsync(
            http, StatusCodes.Status429TooManyRequests, "Too many requests", $"Too many requests from this address. Come again in {seconds} s.");
    }

    private static Task RefuseSizeAsync(HttpContext http, long most) => WriteAsync(
        http,
        StatusCodes.Status413PayloadTooLarge,
        "Too large",
        $"The body has more than {most} bytes (setting Http__MaxBodyBytes). Send less at a time.");

    private static Task WriteAsync(HttpContext http, int status, string title, string detail)
    {
        http.Response.StatusCode = status;
        var problem = new ProblemDetails { Status = status, Title = title, Detail = detail };
        return http.Response.WriteAsJsonAsync(problem, options: null, contentType: Problem, http.RequestAborted);
    }
}
