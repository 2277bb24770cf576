using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>Lists runs.</summary>
public sealed class ListFunctions(RunRecordStore records, PipelineFinder finder)
{
    /// <summary>
    /// GET /api/pipeline/tasks: runs of all pipelines, the newest first. The query is that of <see cref="RunQuery"/>.
    /// </summary>
    [Function(nameof(ListPipelineTasks))]
    public async Task<IActionResult> ListPipelineTasks(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/pipeline/tasks")] HttpRequest request, CancellationToken cancellationToken)
    {
        return await PageAsync(request, cancellationToken);
    }

    /// <summary>GET /api/pipeline/history: the same as the tasks, under the original's other name. Its total counts all pages.</summary>
    [Function(nameof(ListPipelineHistory))]
    public async Task<IActionResult> ListPipelineHistory(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/pipeline/history")] HttpRequest request, CancellationToken cancellationToken)
    {
        return await PageAsync(request, cancellationToken);
    }

    /// <summary>GET /api/pipeline/runs/{task_id}: the runs of one task, the newest first, in pages like the tasks.</summary>
    [Function(nameof(ListPipelineRuns))]
    public async Task<IActionResult> ListPipelineRuns(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/pipeline/runs/{taskId}")] HttpRequest request,
        string taskId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var query = new RunQuery(request);
        if (query.Refusal is { } refusal)
        {
            return refusal;
        }

        IReadOnlyList<RunRecord> runs = await finder.ListAsync(taskId, client, cancellationToken);
        return runs.Count == 0
            ? StatusFunctions.UnknownTask(taskId)
            : new OkObjectResult(new RunsBody(taskId, [.. runs.Skip(query.Skip).Take(query.PageSize).Select(r => StatusBody.Of(r))], runs.Count));
    }

    private async Task<IActionResult> PageAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new RunQuery(request);
        if (query.Refusal is { } refusal)
        {
            return refusal;
        }

        RunPage found = await records.PageAsync(query.Filter, query.Skip, query.PageSize, cancellationToken);
        return new OkObjectResult(new ListBody([.. found.Runs.Select(r => StatusBody.Of(r))], found.Total, query.Page, query.PageSize));
    }

    /// <summary>The answer.</summary>
    internal sealed record ListBody(
        [property: JsonPropertyName("tasks")] IReadOnlyList<StatusBody> Tasks,
        [property: JsonPropertyName("total")] int Total,
        [property: JsonPropertyName("page")] int Page,
        [property: JsonPropertyName("page_size")] int PageSize);

    /// <summary>The answer.</summary>
    internal sealed record RunsBody(
        [property: JsonPropertyName("task_id")] string TaskId,
        [property: JsonPropertyName("runs")] IReadOnlyList<StatusBody> Runs,
        [property: JsonPropertyName("total")] int Total);
}
