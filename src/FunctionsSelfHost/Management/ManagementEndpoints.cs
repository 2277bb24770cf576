using FunctionsSelfHost.Http;
using FunctionsSelfHost.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsSelfHost.Management;

/// <summary>The HTTP API by which instances are managed, at <c>runtime/webhooks/durabletask</c>.</summary>
internal static class ManagementEndpoints
{
    /// <summary>Adds what the API is made of.</summary>
    public static void AddManagement(this IServiceCollection services) => services
        .AddSingleton<ManagementUrls>()
        .AddSingleton<ManagementErrors>()
        .AddSingleton<CheckStatus>()
        .AddSingleton<OrchestratorsResource>()
        .AddSingleton<InstancesResource>()
        .AddSingleton<InstanceResource>()
        .AddSingleton<EntitiesResource>();

    /// <summary>Adds the API's routes. What it does not have is 404.</summary>
    public static void MapManagement(this IEndpointRouteBuilder app)
    {
        IServiceProvider services = app.ServiceProvider;
        RouteGroupBuilder api = app.MapGroup(ManagementUrls.Path).RequireKey(AuthorizationLevel.System, ManagementUrls.KeyName);
        api.WithOrder(HostEndpoints.First);
        ManagementErrors errors = services.GetRequiredService<ManagementErrors>();
        api.AddEndpointFilter((context, next) => errors.InvokeAsync(context, next));

        OrchestratorsResource orchestrators = services.GetRequiredService<OrchestratorsResource>();
        api.Map("POST", "orchestrators/{functionName}/{instanceId?}", orchestrators.StartAsync);

        InstancesResource instances = services.GetRequiredService<InstancesResource>();
        api.Map("GET", "instances", instances.ListAsync);
        api.Map("DELETE", "instances", instances.PurgeAsync);
        MapInstance(api.MapGroup("instances/{instanceId}"), services.GetRequiredService<InstanceResource>());

        EntitiesResource entities = services.GetRequiredService<EntitiesResource>();
        api.Map("GET", "entities/{entityName?}", entities.ListAsync);
        api.Map("GET", "entities/{entityName}/{entityKey}", entities.GetAsync);
        api.Map("POST", "entities/{entityName}/{entityKey}", entities.SignalAsync);
        api.Map("DELETE", "entities/{entityName}/{entityKey}", entities.DeleteAsync);
    }

    private static void MapInstance(RouteGroupBuilder api, InstanceResource instance)
    {
        api.Map("GET", "", instance.GetAsync);
        api.Map("DELETE", "", instance.PurgeAsync);
        api.Map("POST", "terminate", instance.TerminateAsync);
        api.Map("POST", "suspend", instance.SuspendAsync);
        api.Map("POST", "resume", instance.ResumeAsync);
        api.Map("POST", "rewind", instance.RewindAsync);
        api.Map("POST", "restart", instance.RestartAsync);
        api.Map("POST", "raiseEvent/{eventName}", instance.RaiseEventAsync);
    }

    // not as a RequestDelegate, which would drop the result
    private static void Map(this RouteGroupBuilder api, string verb, string pattern, Func<HttpContext, Task<IResult>> handle) =>
        api.MapMethods(pattern, [verb], (Delegate)handle);
}
