using System.Text.Json.Serialization;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>Hands out what pipelines produced.</summary>
public sealed class ResultFunctions(PipelineFinder finder, ArtifactStore artifacts)
{
    private static readonly (string Name, ArtifactKind Kind)[] Files =
    [
        (ArtifactNames.Story, ArtifactKind.Story),
        (ArtifactNames.ChineseSummary, ArtifactKind.Story),
        (ArtifactNames.YouTubeMetadata, ArtifactKind.Story),
        (ArtifactNames.Audio, ArtifactKind.Voice),
        (ArtifactNames.Subtitles, ArtifactKind.Voice),
        (ArtifactNames.Draft, ArtifactKind.Draft),
        (ArtifactNames.Video, ArtifactKind.Video),
        (ArtifactNames.Preview, ArtifactKind.Video),
        (ArtifactNames.Poster, ArtifactKind.Video),
        (ArtifactNames.Log, ArtifactKind.Log),
        (ArtifactNames.Report, ArtifactKind.Log),
        (ArtifactNames.ReportText, ArtifactKind.Log),
    ];

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

        string root = $"{request.Scheme}://{request.Host}/api/pipeline/artifacts/{run.Input.Request.Pipeline}";
        var links = new Dictionary<string, string>();
        foreach ((string name, ArtifactKind kind) in Files)
        {
            if (await artifacts.FindAsync(kind, run.Input.Key, name, cancellationToken) is not null)
            {
                links[name] = $"{root}/{name}?run_id={run.Input.RunId}";
            }
        }

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

        (string Name, ArtifactKind Kind) file = Array.Find(Files, f => f.Name == name);
        ArtifactReference? artifact = file.Name is null ? null : await artifacts.FindAsync(file.Kind, run.Input.Key, name, cancellationToken);
        if (artifact is null)
        {
            return Problem.NotFound(
                $"The run has no artifact of that name (yet). Names: {string.Join(", ", Files.Select(f => f.Name))}.");
        }

        try
        {
            Stream content = await artifacts.OpenReadAsync(artifact, cancellationToken);
            return new FileStreamResult(content, ArtifactNames.ContentTypeOf(name)) { EnableRangeProcessing = true };
        }
        catch (RequestFailedException e) when (e.Status == StatusCodes.Status404NotFound)
        {
            return Problem.NotFound("The artifact has just been deleted.");
        }
    }

    private sealed record ResultBody(
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
