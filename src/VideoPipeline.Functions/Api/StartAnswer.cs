using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Webhooks;

namespace VideoPipeline.Functions.Api;

/// <summary>Starts runs for callers, and answers what became of their requests.</summary>
public sealed class StartAnswer(PipelineStarter starter, CallbackHosts callbacks)
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
    internal async Task<ObjectResult> StartAsync(StartOrder order, HttpRequest request, DurableTaskClient client, CancellationToken cancellationToken)
    {
        try
        {
            return StartedBody.Answer(await starter.StartAsync(order, client, cancellationToken), request);
        }
        catch (StartFailedException e)
        {
            return Problem.Unavailable(e.Message);
        }
    }
}
