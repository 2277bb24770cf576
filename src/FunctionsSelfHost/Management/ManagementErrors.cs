using FunctionsSelfHost.Hosting;
using FunctionsSelfHost.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FunctionsSelfHost.Management;

/// <summary>Refuses requests about other task hubs, and answers for what goes wrong with the official messages.</summary>
internal sealed partial class ManagementErrors(
    ITaskHub hub, HostSettings settings, IHostApplicationLifetime lifetime, ILogger<ManagementErrors> logger)
{
    private const string OfficialPrefix = "AzureWebJobs";

    /// <summary>Handles one request.</summary>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        try
        {
            Check(new ManagementRequest(http));
            return await next(context);
        }
        catch (Exception e) when (e is ArgumentException or BadHttpRequestException)
        {
            return Answers.Problem(
                e is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status400BadRequest,
                "One or more of the arguments submitted is incorrect",
                e);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // the client has gone: there is nobody to answer
            return Results.Empty;
        }
        catch (Exception e)
        {
            int status = lifetime.ApplicationStopping.IsCancellationRequested ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError;
            LogFailed(logger, e, http.Request.Method, http.Request.Path);
            return Answers.Problem(status, "Something went wrong while processing your request", e);
        }
    }

    private void Check(ManagementRequest request)
    {
        if (request.Text("taskHub") is { } named && !named.Equals(hub.Name, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"The task hub {named} is not this host's, which is {hub.Name}: ask the host that runs it.");
        }

        if (request.Text("connection") is { } connection && !IsOwn(connection))
        {
            throw new ArgumentException($"The connection {connection} is not this host's, which is {settings.DurableConnection}: ask the host that uses it.");
        }
    }

    // the official prefix of connection names may be left out
    private bool IsOwn(string connection) =>
        connection.Equals(settings.DurableConnection, StringComparison.OrdinalIgnoreCase)
        || (OfficialPrefix + connection).Equals(settings.DurableConnection, StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(4401, LogLevel.Error, "The management request {Verb} {Path} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string verb, string path);
}
