using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Runs;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>Deletes runs.</summary>
public sealed class DeleteFunctions(PipelineFinder finder, RunRemover remover)
{
    /// <summary>
    /// DELETE /api/pipeline/task/{task_id}[?run_id=]: deletes all runs of a task, or the one that is named, with their files, for good. 409
    /// while one of them has not ended: it is to be cancelled first. Transcripts stay.
    /// </summary>
    [Function(nameof(DeletePipelineTask))]
    public async Task<IActionResult> DeletePipelineTask(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/pipeline/task/{taskId}")] HttpRequest request,
        string taskId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<RunRecord> runs = PipelineFinder.NamesARun(request)
            ? await finder.FindAsync(taskId, request, client, cancellationToken) is { } named ? [named] : []
            : await finder.ListAsync(taskId, client, cancellationToken);
        if (runs.Count == 0)
        {
            return StatusFunctions.UnknownTask(taskId);
        }

        if (runs.FirstOrDefault(r => !r.HasEnded) is { } unended)
        {
            return Problem.Conflict(
                unended,
                $"The run {unended.Input.RunId} has not ended (status {Labels.Of(unended.State)}): cancel it with POST /api/pipeline/cancel/{taskId} "
                + "and delete it then, or name another with run_id.");
        }

        foreach (RunRecord run in runs)
        {
            await remover.RemoveAsync(RunIndexEntry.Of(run.Input), client, cancellationToken);
        }

        return new OkObjectResult(new DeletedBody("任务已删除", taskId, 0, runs.Count));
    }

    /// <summary>The answer.</summary>
    internal sealed record DeletedBody(
        [property: JsonPropertyName("message")] string Message,
        [property: JsonPropertyName("task_id")] string TaskId,
        [property: JsonPropertyName("deleted_publish_tasks")] int DeletedPublishTasks,
        [property: JsonPropertyName("deleted_runs")] int DeletedRuns);
}
