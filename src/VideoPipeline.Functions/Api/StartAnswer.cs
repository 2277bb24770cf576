using System.Text.Json;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Webhooks;

namespace VideoPipeline.Functions.Api;

/// <summary>Starts runs for callers, and answers what became of their requests.</summary>
public sealed partial class StartAnswer(PipelineStarter starter, CallbackHosts callbacks, ILogger<StartAnswer> logger)
{
    /// <summary>Reads a request: the order, or the answer to one that is not valid.</summary>
    internal (StartOrder? Order, ObjectResult? Refusal) Read(JsonElement body, string? key)
    {
        try
        {
            return (RequestParser.Parse(body, key, callbacks), null);
        }
        catch (RequestInvalidException e)
        {
            return (null, Problem.Invalid(e.Errors));
        }
    }

    /// <summary>Starts a run; answers 202 with what serves the request, 409, or 503.</summary>
    internal async Task<ObjectResult> StartAsync(
        StartOrder order, HttpRequest request, DurableTaskClient client, CancellationToken cancellationToken)
    {
        try
        {
            return StartedBody.Answer(await starter.StartAsync(order, client, cancellationToken), request);
        }
        catch (StartFailedException e)
        {
            return Problem.Unavailable(e.Message);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            LogStorageAway(logger, e, order.Request.Pipeline.Value);
            return Problem.Unavailable(
                $"The storage does not answer as it should, so it is not known whether {order.Request.Pipeline} was started. "
                + "Send the request again in a moment: it is started once.");
        }
    }

    [LoggerMessage(2401, LogLevel.Error, "The storage failed while {Pipeline} was started")]
    private static partial void LogStorageAway(ILogger logger, Exception exception, string pipeline);
}
