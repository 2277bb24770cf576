using System.Text.Json.Nodes;
using DurableTask.Core.Exceptions;
using FunctionsSelfHost.Engine;
using FunctionsSelfHost.Engine.Clients;
using FunctionsSelfHost.Engine.Messages;
using FunctionsSelfHost.Engine.Orchestrations;
using FunctionsSelfHost.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Management;

/// <summary><c>instances/{instanceId}</c>: one instance.</summary>
internal sealed class InstanceResource(SelfHostClient client, ITaskHub hub, ManagementUrls urls, CheckStatus checkStatus)
{
    private const int RetryAfterSeconds = 5;

    /// <summary>GET: the status. 202 while the instance goes on.</summary>
    public async Task<IResult> GetAsync(HttpContext http)
    {
        var request = new ManagementRequest(http);
        string id = request.Route("instanceId");
        if (await hub.FindStatusAsync(id, request.Cancellation) is not { } row)
        {
            return Answers.NotFound(id);
        }

        bool showInput = request.Flag("showInput", true);
        JsonObject body = StatusBody.Of(row, showInput);
        if (request.Flag("showHistory", false))
        {
            body["historyEvents"] = await HistoryAsync(row, showInput, request.Flag("showHistoryOutput", false), request.Cancellation);
        }

        int code = CheckStatus.CodeOf(row, request.FailureIsError());
        if (code == StatusCodes.Status202Accepted)
        {
            request.LookAt(urls.Own(http.Request), RetryAfterSeconds);
        }

        return Results.Json(body, statusCode: code);
    }

    /// <summary>DELETE: purges the instance. 412 when it has not ended; an entity may be deleted at any time.</summary>
    public async Task<IResult> PurgeAsync(HttpContext http)
    {
        var request = new ManagementRequest(http);
        string id = request.Route("instanceId");
        try
        {
            PurgeResult purged = await client.PurgeInstanceAsync(id, null, request.Cancellation);
            return purged.PurgedInstanceCount > 0 ? Answers.Deleted(purged.PurgedInstanceCount) : Answers.NotFound(id);
        }
        catch (InvalidOperationException e) when (e is not ObjectDisposedException)
        {
            return Answers.Problem(StatusCodes.Status412PreconditionFailed, e.Message);
        }
    }

    /// <summary>POST terminate.</summary>
    public Task<IResult> TerminateAsync(HttpContext http)
    {
        var request = new ManagementRequest(http);
        return TellAsync(request, client.Termination(request.Text("reason")));
    }

    /// <summary>POST suspend.</summary>
    public Task<IResult> SuspendAsync(HttpContext http)
    {
        var request = new ManagementRequest(http);
        return TellAsync(request, new SuspendMessage(request.Text("reason")));
    }

    /// <summary>POST resume.</summary>
    public Task<IResult> ResumeAsync(HttpContext http)
    {
        var request = new ManagementRequest(http);
        return TellAsync(request, new ResumeMessage(request.Text("reason")));
    }

    /// <summary>POST raiseEvent/{eventName}: the body is the event's JSON.</summary>
    public async Task<IResult> RaiseEventAsync(HttpContext http)
    {
        var request = new ManagementRequest(http);
        if (!request.HasJson)
        {
            return Answers.Problem(StatusCodes.Status400BadRequest, "Only application/json request content is supported.");
        }

        return await TellAsync(request, client.Event(request.Route("eventName"), await request.ReadJsonAsync()));
    }

    /// <summary>POST rewind: lets a failed instance go on. 412 when it has not failed, or held locks when it did.</summary>
    public async Task<IResult> RewindAsync(HttpContext http)
    {
        var request = new ManagementRequest(http);
        string id = request.Route("instanceId");
        return await client.TellAsync(id, new RewindMessage(request.Text("reason")), request.Cancellation) switch
        {
            MailOutcome.Taken => Answers.Accepted,
            MailOutcome.NotFound => Answers.NotFound(id),
            MailOutcome.HeldLocks => Answers.Problem(
                StatusCodes.Status412PreconditionFailed,
                $"The instance '{id}' held locks on entities when it failed; others may have used them since. Restart it instead."),
            _ => Answers.Problem(StatusCodes.Status412PreconditionFailed, $"The instance '{id}' has not failed: only failed instances can be rewound."),
        };
    }

    /// <summary>POST restart: starts the orchestration again with its name and input, under a new ID unless told otherwise.</summary>
    public async Task<IResult> RestartAsync(HttpContext http)
    {
        var request = new ManagementRequest(http);
        string id = request.Route("instanceId");
        Wait? wait = Wait.Of(request);
        try
        {
            string started = await client.RestartAsync(id, request.Flag("restartWithNewInstanceId", true), request.Cancellation);
            return await checkStatus.AnswerAsync(http, started, wait);
        }
        catch (OrchestrationAlreadyExistsException e)
        {
            return Answers.Problem(StatusCodes.Status409Conflict, e.Message);
        }
    }

    private async Task<IResult> TellAsync(ManagementRequest request, InstanceMessage message)
    {
        string id = request.Route("instanceId");
        return await client.TellAsync(id, message, request.Cancellation) switch
        {
            MailOutcome.NotFound => Answers.NotFound(id),
            MailOutcome.Finished => Answers.Gone(id),
            _ => Answers.Accepted,
        };
    }

    private async Task<JsonArray?> HistoryAsync(InstanceStatus row, bool showInput, bool showOutput, CancellationToken cancellation)
    {
        StoredInstance? stored = row.RuntimeStatus == OrchestrationRuntimeStatus.Pending ? null : await hub.LoadAsync(row.InstanceId, cancellation);
        return stored is null ? null : new HistoryBody(RewoundHistory.Of(stored.History), showInput, showOutput).ToJson();
    }
}
