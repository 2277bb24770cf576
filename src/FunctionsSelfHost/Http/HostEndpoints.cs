using FunctionsSelfHost.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsSelfHost.Http;

/// <summary>What the host itself answers below <c>admin</c> and <c>runtime</c>; no function's route reaches there.</summary>
internal static class HostEndpoints
{
    /// <summary>The order of the host's own endpoints: before every function.</summary>
    public const int First = int.MinValue;

    /// <summary>Adds what the endpoints need.</summary>
    public static void AddHostEndpoints(this IServiceCollection services)
    {
        services.AddSingleton<HostStatus>();
        services.AddHealthChecks().AddCheck<LifetimeCheck>("lifetime").AddCheck<TaskHubCheck>("taskHub");
    }

    /// <summary>
    /// Adds <c>admin/host/ping</c>, <c>admin/host/status</c> (with the master key), <c>admin/health/live</c> and <c>admin/health/ready</c>;
    /// anything else there is 404.
    /// </summary>
    public static void MapHost(this IEndpointRouteBuilder app)
    {
        app.MapMethods("admin/host/ping", ["GET", "POST"], () => Results.Ok()).WithOrder(First);
        app.MapGet("admin/host/status", (HostStatus status) => Results.Json(status.Now())).WithOrder(First).RequireKey(AuthorizationLevel.Admin);
        app.MapHealthChecks("admin/health/live", new HealthCheckOptions { Predicate = _ => false }).WithOrder(First);
        app.MapHealthChecks("admin/health/ready").WithOrder(First);
        foreach (string pattern in (string[])["admin/{**path}", "runtime/{**path}"])
        {
            app.Map(pattern, () => Results.StatusCode(StatusCodes.Status404NotFound)).WithOrder(First + 1);
        }
    }
}
