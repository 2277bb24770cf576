using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>Tells how pipelines are.</summary>
public sealed class StatusFunctions(PipelineFinder finder, WaitReader waits)
{
    /// <summary>GET /api/pipeline/status/{task_id}[?run_id=]: how far the current run is, or the one that is named, and what it waits for.</summary>
    [Function(nameof(GetPipelineStatus))]
    public async Task<IActionResult> GetPipelineStatus(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/pipeline/status/{taskId}")] HttpRequest request,
        string taskId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        RunRecord? run = await finder.FindAsync(taskId, request, client, cancellationToken);
        if (run is null)
        {
            return UnknownTask(taskId);
        }

        Wait wait = await waits.ReadAsync(run, client, cancellationToken);
        return new OkObjectResult(StatusBody.Of(run, wait, await finder.CountWaitingAsync(run.Input.Key, cancellationToken)));
    }

    /// <summary>The answer for a task that does not exist.</summary>
    internal static IActionResult UnknownTask(string taskId) => Problem.NotFound(
        $"任务不存在: there is no task \"{taskId}\". Use the task_id that POST /api/pipeline/run answered.");
}
