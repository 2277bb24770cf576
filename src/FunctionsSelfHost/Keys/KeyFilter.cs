using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsSelfHost.Keys;

/// <summary>Keeps endpoints of the host itself from callers without a key: they get 401 without a body.</summary>
internal static class KeyFilter
{
    /// <summary>Asks every request for a key.</summary>
    /// <param name="endpoints">The endpoints.</param>
    /// <param name="level">The level that the key must have.</param>
    /// <param name="name">For <see cref="AuthorizationLevel.System"/> the key's name.</param>
    public static TBuilder RequireKey<TBuilder>(this TBuilder endpoints, AuthorizationLevel level, string name = "")
        where TBuilder : IEndpointConventionBuilder => endpoints.AddEndpointFilter(async (context, next) =>
        {
            HostKeys keys = context.HttpContext.RequestServices.GetRequiredService<HostKeys>();
            return keys.Open(context.HttpContext.Request, level, name) ? await next(context) : Results.StatusCode(StatusCodes.Status401Unauthorized);
        });
}
