using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>Hands out what pipelines produced.</summary>
public sealed class ResultFunctions(PipelineFinder finder, RunArtifacts artifacts, ArtifactAnswer files)
{
    /// <summary>GET /api/pipeline/result/{task_id}: the artifacts of the newest run, once it has ended.</summary>
    [Function(nameof(GetPipelineResult))]
    public async Task<IActionResult> GetPipelineResult(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/pipeline/result/{taskId}")] HttpRequest request,
        string taskId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        RunRecord? run = await finder.FindAsync(taskId, request, client, cancellationToken);
        if (run is null)
        {
            return StatusFunctions.UnknownTask(taskId);
        }

        if (!run.HasEnded)
        {
            return Problem.BadRequest($"任务未完成，当前状态: {Labels.Of(run.State)}. Ask again when the status is completed or failed.");
        }

        RunArtifact[] found = await artifacts.ListFilesAsync(run.Input.Key, cancellationToken);
        var links = found.ToDictionary(f => f.Name, f => ApiUrls.Artifact(request, run.Input.Key, f.Name));
        return new OkObjectResult(new ResultBody(
            run.Input.Request.Pipeline.Value,
            run.Input.RunId.ToString(),
            Labels.Of(run.State),
            run.Failure?.Message,
            links,
            links.GetValueOrDefault(ArtifactNames.YouTubeMetadata),
            links.GetValueOrDefault(ArtifactNames.Video),
            links.GetValueOrDefault(ArtifactNames.Preview),
            links.GetValueOrDefault(ArtifactNames.Draft),
            links.GetValueOrDefault(ArtifactNames.Audio),
            links.GetValueOrDefault(ArtifactNames.Story),
            links.GetValueOrDefault(ArtifactNames.Poster),
            []));
    }

    /// <summary>GET /api/pipeline/artifacts/{task_id}/{name}: one file of the newest run, streamed; ranges are honoured.</summary>
    [Function(nameof(GetPipelineArtifact))]
    public async Task<IActionResult> GetPipelineArtifact(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/pipeline/artifacts/{taskId}/{name}")] HttpRequest request,
        string taskId,
        string name,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        RunRecord? run = await finder.FindAsync(taskId, request, client, cancellationToken);
        if (run is null)
        {
            return StatusFunctions.UnknownTask(taskId);
        }

        return PipelineFinder.NamesARun(request)
            ? await files.AnswerAsync(run, name, request, cancellationToken)
            : await files.AnswerNewestAsync(run, name, request, cancellationToken);
    }

    /// <summary>
    /// GET /api/pipeline/runs/{task_id}/{run_id}/artifacts/{name}: one file of a run, streamed, also while the run goes on; ranges are
    /// honoured.
    /// </summary>
    [Function(nameof(GetRunArtifact))]
    public async Task<IActionResult> GetRunArtifact(
        [HttpTrigger(AuthorizationLevel.Function, "get", "head", Route = "api/pipeline/runs/{taskId}/{runId}/artifacts/{*name}")] HttpRequest request,
        string taskId,
        string runId,
        string? name,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        await finder.FindRunAsync(taskId, runId, client, cancellationToken) is { } run
            ? await files.AnswerAsync(run, name ?? "", request, cancellationToken)
            : StatusFunctions.UnknownRun(taskId, runId);

    /// <summary>The answer.</summary>
    internal sealed record ResultBody(
        [property: JsonPropertyName("task_id")] string TaskId,
        [property: JsonPropertyName("run_id")] string RunId,
        [property: JsonPropertyName("status")] string Status,
        [property: JsonPropertyName("error")] string? Error,
        [property: JsonPropertyName("artifacts")] IReadOnlyDictionary<string, string> Artifacts,
        [property: JsonPropertyName("youtube_metadata")] string? YouTubeMetadata,
        [property: JsonPropertyName("video_path")] string? VideoPath,
        [property: JsonPropertyName("preview_url")] string? PreviewUrl,
        [property: JsonPropertyName("draft_path")] string? DraftPath,
        [property: JsonPropertyName("audio_path")] string? AudioPath,
        [property: JsonPropertyName("story_path")] string? StoryPath,
        [property: JsonPropertyName("thumbnail_path")] string? ThumbnailPath,
        [property: JsonPropertyName("publish_tasks")] IReadOnlyList<string> PublishTasks);
}
