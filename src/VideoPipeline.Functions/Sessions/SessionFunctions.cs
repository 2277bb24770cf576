using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Api;

namespace VideoPipeline.Functions.Sessions;

/// <summary>A browser's session: it shows a key once, and its players and pictures are served by a cookie.</summary>
public sealed class SessionFunctions(SessionCookie cookie, KeyRequirement keys, PipelineFinder finder, ArtifactAnswer files)
{
    /// <summary>GET /api/session: whether the browser has a session, and whether it needs one.</summary>
    [Function(nameof(GetSession))]
    public IActionResult GetSession([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/session")] HttpRequest request) =>
        Answer(request, cookie.IsValid(request));

    /// <summary>POST /api/session: opens one. The host has checked the key, so whoever gets here has one.</summary>
    [Function(nameof(OpenSession))]
    public IActionResult OpenSession([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/session")] HttpRequest request)
    {
        cookie.Set(request);
        return Answer(request, isAuthenticated: true);
    }

    /// <summary>DELETE /api/session: closes it.</summary>
    [Function(nameof(CloseSession))]
    public IActionResult CloseSession([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/session")] HttpRequest request)
    {
        SessionCookie.Remove(request);
        return Answer(request, isAuthenticated: false);
    }

    /// <summary>GET /api/session/artifacts/{task_id}/{run_id}/{name}: a run's file, as its own address answers it, for who has the session's cookie.</summary>
    [Function(nameof(GetSessionArtifact))]
    public async Task<IActionResult> GetSessionArtifact(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/session/artifacts/{taskId}/{runId}/{*name}")] HttpRequest request,
        string taskId,
        string runId,
        string? name,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (!keys.IsKeyless && !cookie.IsValid(request))
        {
            return Problem.Unauthorized("There is no session: open one with POST /api/session and a key in the header x-functions-key.");
        }

        return await finder.FindRunAsync(taskId, runId, client, cancellationToken) is { } run
            ? await files.AnswerAsync(run, name ?? "", request, cancellationToken)
            : StatusFunctions.UnknownRun(taskId, runId);
    }

    private OkObjectResult Answer(HttpRequest request, bool isAuthenticated)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return new OkObjectResult(new SessionBody(isAuthenticated, keys.IsKeyless));
    }

    /// <summary>The answer.</summary>
    internal sealed record SessionBody(
        [property: JsonPropertyName("authenticated")] bool Authenticated,
        [property: JsonPropertyName("keyless")] bool Keyless);
}
