using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Pipelines;
using VideoPipeline.Story;

namespace VideoPipeline.Functions.Api;

/// <summary>Takes transcripts.</summary>
public sealed class SourceFunctions(SourceStore sources)
{
    /// <summary>PUT /api/sources/{video_id}?creator_id=…: keeps a transcript (plain text or SubRip) for a video.</summary>
    [Function(nameof(PutSource))]
    public async Task<IActionResult> PutSource(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/sources/{videoId}")] HttpRequest request,
        string videoId,
        CancellationToken cancellationToken)
    {
        string? creator = request.Query["creator_id"].FirstOrDefault();
        if (videoId.Length > PipelineInstanceId.MaxPartLength || creator is { Length: 0 or > PipelineInstanceId.MaxPartLength })
        {
            return Problem.Invalid(new Dictionary<string, string[]>
            {
                [creator is null ? "video_id" : "creator_id"] = [$"Must have 1 to {PipelineInstanceId.MaxPartLength} characters."],
            });
        }

        BinaryData? body = await Body.ReadAsync(request, RequestParser.MaxTranscriptBytes, cancellationToken);
        if (body is null)
        {
            return Problem.TooLarge($"A transcript may have at most {RequestParser.MaxTranscriptBytes} bytes.");
        }

        if (!TryDecode(body, out string text))
        {
            return Problem.BadRequest("The transcript is not UTF-8 text. Save it as UTF-8 and send it again.");
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return Problem.BadRequest("The transcript is empty. Send plain text or SubRip (.srt) as the body.");
        }

        string hash = await sources.AddAsync(text, cancellationToken);
        await sources.LinkAsync(creator, videoId, hash, cancellationToken);
        return new ObjectResult(new SourceBody(videoId, creator, hash, text.Length)) { StatusCode = StatusCodes.Status201Created };
    }

    private static bool TryDecode(BinaryData body, out string text)
    {
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body).TrimStart('\uFEFF');
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }

    private sealed record SourceBody(
        [property: JsonPropertyName("video_id")] string VideoId,
        [property: JsonPropertyName("creator_id")] string? CreatorId,
        [property: JsonPropertyName("source")] string Source,
        [property: JsonPropertyName("characters")] int Characters);
}
