using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>
/// Answers requests for files of runs: streamed, in ranges (also <c>bytes=-20000</c>, the end), with an ETag and what a browser may keep.
/// <c>?download=1</c> makes it an attachment. Pictures of the draft are answered whole.
/// </summary>
public sealed class ArtifactAnswer(RunArtifacts artifacts)
{
    // What has a run in its address is written once: it may be kept for good, but by nobody between, for it is one creator's.
    private const string Immutable = "private, max-age=31536000, immutable";
    private const string AskAgain = "private, no-cache";

    /// <summary>A file by an address that names the run.</summary>
    public Task<IActionResult> AnswerAsync(RunRecord run, string name, HttpRequest request, CancellationToken cancellationToken) =>
        AnswerAsync(run, name, name == ArtifactNames.Log ? AskAgain : Immutable, request, cancellationToken);

    /// <summary>A file by an address that means the task's newest run, whichever that is.</summary>
    public Task<IActionResult> AnswerNewestAsync(RunRecord run, string name, HttpRequest request, CancellationToken cancellationToken) =>
        AnswerAsync(run, name, AskAgain, request, cancellationToken);

    private async Task<IActionResult> AnswerAsync(
        RunRecord run, string name, string caching, HttpRequest request, CancellationToken cancellationToken)
    {
        RunKey key = run.Input.Key;
        try
        {
            FileStreamResult? file = await FileAsync(key, name, cancellationToken) ?? await PictureAsync(key, name, request, cancellationToken);
            if (file is null)
            {
                request.HttpContext.Response.Headers.CacheControl = "no-store";
                return Problem.NotFound(
                    $"The run has no artifact of that name (yet). Names: {string.Join(", ", RunArtifacts.Names)}, and pictures of the draft as pictures/1.jpg.");
            }

            SetHeaders(request, name, caching);
            return file;
        }
        catch (RequestFailedException e) when (e.Status == StatusCodes.Status404NotFound)
        {
            return Problem.NotFound("The artifact has just been deleted.");
        }
    }

    private async Task<FileStreamResult?> FileAsync(RunKey run, string name, CancellationToken cancellationToken) =>
        await artifacts.FindAsync(run, name, cancellationToken) is { } stored
            ? new FileStreamResult(await artifacts.OpenAsync(stored, cancellationToken), ArtifactNames.ContentTypeOf(name))
            {
                EnableRangeProcessing = true,
                EntityTag = EntityTagHeaderValue.Parse(stored.ETag),
                LastModified = stored.ModifiedAt,
            }
            : null;

    private async Task<FileStreamResult?> PictureAsync(RunKey run, string name, HttpRequest request, CancellationToken cancellationToken)
    {
        if (await artifacts.OpenPictureAsync(run, name, cancellationToken) is not { } open)
        {
            return null;
        }

        // the result disposes of the picture's stream, but knows nothing of the archive, nor of the length
        HttpResponse response = request.HttpContext.Response;
        response.RegisterForDisposeAsync(open);
        response.OnStarting(() =>
        {
            response.ContentLength = response.StatusCode == StatusCodes.Status200OK ? open.Picture.Length : null;
            return Task.CompletedTask;
        });
        return new FileStreamResult(open.Content, ArtifactNames.ContentTypeOf(name))
        {
            EntityTag = EntityTagHeaderValue.Parse($"\"{open.Picture.Draft.ETag.Trim('"')}-{open.Picture.Number}\""),
            LastModified = open.Picture.Draft.ModifiedAt,
        };
    }

    private static void SetHeaders(HttpRequest request, string name, string caching)
    {
        bool isDownload = request.Query["download"].FirstOrDefault() == "1";
        var disposition = new ContentDispositionHeaderValue(isDownload ? "attachment" : "inline");
        disposition.SetHttpFileName(name[(name.LastIndexOf('/') + 1)..]);
        IHeaderDictionary headers = request.HttpContext.Response.Headers;
        headers.ContentDisposition = disposition.ToString();
        headers.CacheControl = caching;
        headers.XContentTypeOptions = "nosniff";
    }
}
