using DurableTask.Core.Exceptions;
using FunctionsSelfHost.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Management;

/// <summary><c>orchestrators/{functionName}/{instanceId?}</c>: starts orchestrations.</summary>
internal sealed class OrchestratorsResource(DurableTaskClient client, FunctionCatalog functions, CheckStatus checkStatus)
{
    // longer IDs do not fit into the keys and URLs of other readers of the hub
    private const int LongestId = 256;

    /// <summary>POST: starts an orchestration; the body is its input. 202, or its result when <c>timeout</c> is given and it ends in time.</summary>
    public async Task<IResult> StartAsync(HttpContext http)
    {
        var request = new ManagementRequest(http);
        string name = request.Route("functionName");
        if (functions.FindOrchestrator(name) is null)
        {
            return Answers.Problem(StatusCodes.Status400BadRequest, Unknown(name));
        }

        string? instanceId = http.Request.RouteValues.ContainsKey("instanceId") ? Checked(request.Route("instanceId")) : null;
        TaskVersion? version = request.Text("version") is { } text ? new TaskVersion(text) : default(TaskVersion?);
        object? input = await request.ReadJsonAsync();
        Wait? wait = Wait.Of(request);
        try
        {
            string started = await client.ScheduleNewOrchestrationInstanceAsync(
                name, input, new StartOrchestrationOptions(instanceId) { Version = version }, request.Cancellation);
            return await checkStatus.AnswerAsync(http, started, wait);
        }
        catch (OrchestrationAlreadyExistsException e)
        {
            return Answers.Problem(StatusCodes.Status409Conflict, e.Message);
        }
    }

    private string Unknown(string name)
    {
        string known = string.Join(", ", functions.Functions.Where(f => f.Kind == FunctionKind.Orchestration).Select(f => $"'{f.TriggerName}'"));
        return $"The function '{name}' doesn't exist, is disabled, or is not an orchestrator function. The known orchestrator functions are: {known}.";
    }

    private static string Checked(string instanceId) =>
        instanceId.Length <= LongestId && !instanceId.Any(c => c is '/' or '\\' or '?' or '#' || char.IsControl(c))
            ? instanceId
            : throw new ArgumentException($"The instance ID \"{instanceId}\" is not valid: it must have at most {LongestId} characters, and none of / \\ ? # or control characters.");
}
