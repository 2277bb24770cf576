using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Pipelines;
using VideoPipeline.Story;
using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Functions.Api;

/// <summary>Takes transcripts.</summary>
public sealed class SourceFunctions(SourceStore sources, PipelineFinder finder)
{
    // the form's other fields and its boundaries
    private const int MaxFormBytes = RequestParser.MaxTranscriptBytes + (64 * 1024);

    /// <summary>PUT /api/sources/{video_id}?creator_id=…: keeps a transcript (plain text, SubRip or WebVTT) for a video.</summary>
    [Function(nameof(PutSource))]
    public async Task<IActionResult> PutSource(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/sources/{videoId}")] HttpRequest request,
        string videoId,
        CancellationToken cancellationToken)
    {
        string? creator = request.Query["creator_id"].FirstOrDefault();
        var parts = new Dictionary<string, string?> { ["video_id"] = videoId, ["creator_id"] = creator };
        Dictionary<string, string[]> errors = parts.Where(p => p.Value is { Length: 0 or > PipelineInstanceId.MaxPartLength })
            .ToDictionary(p => p.Key, _ => (string[])[$"Must have 1 to {PipelineInstanceId.MaxPartLength} characters."]);
        if (errors.Count > 0)
        {
            return Problem.Invalid(errors);
        }

        BinaryData? body = await Body.ReadAsync(request, RequestParser.MaxTranscriptBytes, cancellationToken);
        if (body is null)
        {
            return TooLarge();
        }

        if (Read(body, out string text) is { } refusal)
        {
            return refusal;
        }

        string hash = await sources.AddAsync(text, cancellationToken);
        await sources.LinkAsync(creator, videoId, hash, cancellationToken);
        return new ObjectResult(new SourceBody(videoId, creator, hash, text.Length)) { StatusCode = StatusCodes.Status201Created };
    }

    /// <summary>
    /// POST /api/pipeline/upload-subtitle: the original's way, a form with <c>task_id</c> and <c>file</c>. Keeps the transcript for the
    /// task's video and creator; a retry of the task then finds it.
    /// </summary>
    [Function(nameof(UploadSubtitle))]
    public async Task<IActionResult> UploadSubtitle(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/pipeline/upload-subtitle")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (await ReadFormAsync(request, cancellationToken) is not { } form)
        {
            return Problem.BadRequest("Send a form (multipart/form-data) with the fields task_id and file.");
        }

        string taskId = form["task_id"].ToString();
        IFormFile? file = form.Files.GetFile("file");
        if (taskId.Length == 0 || file is null)
        {
            IEnumerable<string> missing = ((string[])["task_id", "file"]).Where(field => field == "file" ? file is null : taskId.Length == 0);
            return Problem.Invalid(missing.ToDictionary(field => field, _ => (string[])["This field is required."]));
        }

        if (file.Length > RequestParser.MaxTranscriptBytes)
        {
            return TooLarge();
        }

        if (await finder.FindAsync(taskId, request, client, cancellationToken) is not { Input.Request: { } task })
        {
            return StatusFunctions.UnknownTask(taskId);
        }

        await using Stream content = file.OpenReadStream();
        if (Read(await BinaryData.FromStreamAsync(content, cancellationToken), out string text) is { } refusal)
        {
            return refusal;
        }

        string hash = await sources.AddAsync(text, cancellationToken);
        await sources.LinkAsync(task.CreatorId, task.VideoId, hash, cancellationToken);
        return new OkObjectResult(new UploadBody("字幕文件上传成功", $"sources/{hash}", task.VideoId, file.Length));
    }

    // Null when there is no form. One that is too long for a transcript is not read to its end.
    private static async Task<IFormCollection?> ReadFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            return null;
        }

        var limits = new FormOptions { MultipartBodyLengthLimit = MaxFormBytes, BufferBodyLengthLimit = MaxFormBytes };
        try
        {
            return await request.ReadFormAsync(limits, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // too long, or it breaks off before its last boundary
            return null;
        }
    }

    private static IActionResult TooLarge() =>
        Problem.TooLarge($"A transcript may have at most {RequestParser.MaxTranscriptBytes} bytes.");

    // What is wrong with a transcript; null when nothing is.
    private static IActionResult? Read(BinaryData body, out string text)
    {
        string? decoded = TranscriptDecoder.Decode(body);
        text = decoded ?? "";
        bool isBinary = decoded is null || decoded.Contains('\0', StringComparison.Ordinal);
        return isBinary
            ? Problem.BadRequest("The transcript is no text in UTF-8, UTF-16 or GBK. Save it as UTF-8 and send it again.")
            : string.IsNullOrWhiteSpace(text)
                ? Problem.BadRequest("The transcript is empty. Send plain text, SubRip (.srt) or WebVTT (.vtt).")
                : null;
    }

    /// <summary>The answer.</summary>
    internal sealed record SourceBody(
        [property: JsonPropertyName("video_id")] string VideoId,
        [property: JsonPropertyName("creator_id")] string? CreatorId,
        [property: JsonPropertyName("source")] string Source,
        [property: JsonPropertyName("characters")] int Characters);

    /// <summary>The answer.</summary>
    internal sealed record UploadBody(
        [property: JsonPropertyName("message")] string Message,
        [property: JsonPropertyName("path")] string Path,
        [property: JsonPropertyName("video_id")] string VideoId,
        [property: JsonPropertyName("file_size")] long FileSize);
}
