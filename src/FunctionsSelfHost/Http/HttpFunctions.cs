using System.Reflection;
using FunctionsSelfHost.Functions;
using FunctionsSelfHost.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FunctionsSelfHost.Http;

/// <summary>
/// Serves HTTP functions as the Functions host does: routes are tried in the alphabetical order of the functions' names, a request that
/// none takes is 404, an exception is 500 without a body.
/// </summary>
internal static partial class HttpFunctions
{
    /// <summary>Adds an endpoint for each HTTP function.</summary>
    public static void MapFunctions(this WebApplication app, string routePrefix)
    {
        FunctionDescriptor[] functions = [.. app.Services.GetRequiredService<FunctionCatalog>().Functions.Where(f => f.Kind == FunctionKind.Http)];
        for (int i = 0; i < functions.Length; i++)
        {
            int order = i;
            FunctionDescriptor function = functions[i];
            var trigger = (HttpTriggerAttribute)function.Trigger;
            string pattern = $"{routePrefix}/{(trigger.Route ?? function.Name).TrimStart('/')}".TrimStart('/');
            RequestDelegate serve = http => ServeAsync(http, function);
            IEndpointConventionBuilder endpoint = trigger.Methods is { Length: > 0 } methods
                ? app.MapMethods(pattern, methods, serve)
                : app.Map(pattern, serve);
            endpoint.Add(b => ((RouteEndpointBuilder)b).Order = order);
        }

        app.Map("{**path}", NotFoundAsync).Add(b => ((RouteEndpointBuilder)b).Order = int.MaxValue);
    }

    private static Task NotFoundAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static async Task ServeAsync(HttpContext http, FunctionDescriptor function)
    {
        if (!http.RequestServices.GetRequiredService<HostKeys>().Open(http.Request, ((HttpTriggerAttribute)function.Trigger).AuthLevel, function.Name))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        CancellationToken stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        try
        {
            FunctionInvoker invoker = http.RequestServices.GetRequiredService<FunctionInvoker>();
            object? result = await invoker.InvokeAsync(function, http, p => Bind(p, http), stopping);
            await WriteAsync(http, result);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // the client has gone: there is nobody to answer
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !http.Response.HasStarted)
        {
            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        catch (Exception e)
        {
            LogFailed(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger($"Function.{function.Name}"), e, function.Name);
            if (http.Response.HasStarted)
            {
                http.Abort();
                return;
            }

            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private static object? Bind(ParameterInfo parameter, HttpContext http)
    {
        if (parameter.ParameterType == typeof(HttpRequest))
        {
            return http.Request;
        }

        return BindingByName.Bind(parameter, http.Request.RouteValues);
    }

    private static Task WriteAsync(HttpContext http, object? result) => result switch
    {
        IActionResult action => action.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor())),
        IResult minimal => minimal.ExecuteAsync(http),
        _ => Task.CompletedTask,
    };

    [LoggerMessage(4301, LogLevel.Error, "The function {Function} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function);
}
