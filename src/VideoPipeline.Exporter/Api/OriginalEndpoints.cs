using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Jobs;

namespace VideoPipeline.Exporter.Api;

/// <summary>The contract of the original's export service, for its other callers: synchronous, drafts by folder name.</summary>
internal static partial class OriginalEndpoints
{
    /// <summary>Adds /api/test and /api/export_draft.</summary>
    public static void MapOriginalContract(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/test", () => new TestBody("success", "API is working!"));
        app.MapPost("/api/export_draft", ExportDraftAsync);
    }

    private static async Task<IResult> ExportDraftAsync(
        HttpRequest request, ExportQueue queue, IOptions<ExporterOptions> options, CancellationToken cancellationToken)
    {
        if (options.Value.DraftLocalDir is not { Length: > 0 } root)
        {
            return Failed("DRAFT_LOCAL_DIR is not set: set it to the folder that the drafts lie in.");
        }

        if (await DraftNameAsync(request, cancellationToken) is not { } name || !FolderName().IsMatch(name))
        {
            return Failed("draft_name must be the name of a folder in DRAFT_LOCAL_DIR: 1 to 200 letters, digits, '_', '-' or '.', not beginning with '.'.");
        }

        string draft = Path.Combine(root, name);
        if (!Directory.Exists(draft))
        {
            return Failed($"There is no draft \"{name}\" in DRAFT_LOCAL_DIR.");
        }

        if (await queue.RunLocalAsync(draft, cancellationToken) is not { } job)
        {
            return new ComeAgain(Failed(ComeAgain.Reason, StatusCodes.Status429TooManyRequests));
        }

        return job.State == ExportState.Succeeded
            ? TypedResults.Ok(new ExportedBody("success", job.Result!.LocalVideo!))
            : Failed(job.Error ?? "The export was cancelled.");
    }

    private static async Task<string?> DraftNameAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return request.HasJsonContentType() ? (await request.ReadFromJsonAsync<DraftBody>(cancellationToken))?.DraftName : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IResult Failed(string reason, int status = StatusCodes.Status500InternalServerError) =>
        TypedResults.Json(new FailedBody($"Export failed: {reason}"), statusCode: status);

    [GeneratedRegex(@"^[\p{L}\p{N}_-][\p{L}\p{N}_.-]{0,199}\z")]
    private static partial Regex FolderName();

    private sealed record TestBody([property: JsonPropertyName("status")] string Status, [property: JsonPropertyName("message")] string Message);

    private sealed record DraftBody([property: JsonPropertyName("draft_name")] string? DraftName);

    private sealed record ExportedBody([property: JsonPropertyName("status")] string Status, [property: JsonPropertyName("output_path")] string OutputPath);

    private sealed record FailedBody([property: JsonPropertyName("detail")] string Detail);
}
