using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;

namespace VideoPipeline.Limits;

/// <summary>Registers the HTTP clients of providers.</summary>
internal static class RemoteClientRegistration
{
    private const double BreakingRatio = 0.5;
    private const int BreakingThroughput = 20;
    private static readonly TimeSpan BreakingWindow = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Adds the HTTP client of a resource, under the resource's name. From the outside in: faults of transport become
    /// <see cref="HttpRequestException"/>; retry with jitter; circuit breaker; <see cref="PermitHandler"/>; the attempt's timeout, which so
    /// does not run while an attempt waits for its slot; reading the whole answer.
    /// </summary>
    /// <returns>For handlers that lie right above the network.</returns>
    public static IHttpClientBuilder AddRemoteClient(
        this IServiceCollection services, string resource, Func<IServiceProvider, RemoteCallOptions> options)
    {
        // whoever uses it is a singleton: connections end, not handlers; a redirect would be a request without a slot
        IHttpClientBuilder client = services.AddHttpClient(resource, http => http.Timeout = Timeout.InfiniteTimeSpan)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(
                () => new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = ConnectionLife })
            .AddHttpMessageHandler(() => new TransportFaultHandler());
        client.AddResilienceHandler("transport", (builder, context) => AddRetry(builder, options(context.ServiceProvider)));
        client.AddHttpMessageHandler(provider => new PermitHandler(
            resource,
            provider.GetRequiredService<RequestPermits>(),
            provider.GetRequiredService<IOptions<LimitsOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        client.AddResilienceHandler("attempt", (builder, context) =>
            builder.AddTimeout(new HttpTimeoutStrategyOptions { Timeout = options(context.ServiceProvider).AttemptTimeout }));
        return client.AddHttpMessageHandler(() => new WholeAnswerHandler());
    }

    private static void AddRetry(ResiliencePipelineBuilder<HttpResponseMessage> builder, RemoteCallOptions options)
    {
        if (options.Retries > 0)
        {
            // a server that asks for a long wait gets it from whoever runs the activity again, not from a thread of work that sleeps
            builder.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldRetryAfterHeader = false,
            });
        }

        builder.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
        {
            FailureRatio = BreakingRatio,
            MinimumThroughput = BreakingThroughput,
            SamplingDuration = BreakingWindow,
            BreakDuration = Break,
        });
    }
}
