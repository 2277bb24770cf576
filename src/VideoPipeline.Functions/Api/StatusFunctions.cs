using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>Tells how pipelines are.</summary>
public sealed class StatusFunctions(PipelineFinder finder, WaitReader waits, RunArtifacts artifacts)
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

        return new OkObjectResult(await DescribeAsync(run, client, cancellationToken));
    }

    /// <summary>
    /// GET /api/pipeline/runs/{task_id}/{run_id}: the status of one run, and the files that it has by now. The pictures of its draft are
    /// among them, as <c>pictures/1.jpg</c> and so on.
    /// </summary>
    [Function(nameof(GetPipelineRun))]
    public async Task<IActionResult> GetPipelineRun(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/pipeline/runs/{taskId}/{runId}")] HttpRequest request,
        string taskId,
        string runId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        _ = request;
        if (await finder.FindRunAsync(taskId, runId, client, cancellationToken) is not { } run)
        {
            return UnknownRun(taskId, runId);
        }

        IReadOnlyList<RunArtifact> files = await artifacts.ListAsync(run.Input.Key, cancellationToken);
        return new OkObjectResult(new RunBody(await DescribeAsync(run, client, cancellationToken), run.Input.Key, files));
    }

    /// <summary>The answer for a task that does not exist.</summary>
    internal static IActionResult UnknownTask(string taskId) => Problem.NotFound(
        $"任务不存在: there is no task \"{taskId}\". Use the task_id that POST /api/pipeline/run answered.");

    /// <summary>The answer for a run that does not exist.</summary>
    internal static IActionResult UnknownRun(string taskId, string runId) => Problem.NotFound(
        $"任务不存在: there is no run \"{runId}\" of a task \"{taskId}\". GET /api/pipeline/runs/{{task_id}} lists the runs of a task.");

    private async Task<StatusBody> DescribeAsync(RunRecord run, DurableTaskClient client, CancellationToken cancellationToken)
    {
        Wait wait = await waits.ReadAsync(run, client, cancellationToken);
        return StatusBody.Of(run, wait, await finder.CountWaitingAsync(run.Input.Key, cancellationToken));
    }
}
