using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using VideoPipeline.Artifacts;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Jobs;

namespace VideoPipeline.Exporter.Api;

/// <summary>The exporter's own API.</summary>
internal static partial class ExportEndpoints
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>Adds the routes below /api/exports.</summary>
    public static void MapExports(this IEndpointRouteBuilder app)
    {
        app.MapPut("/api/exports/{requestId}", Submit);
        app.MapGet("/api/exports/{requestId}", FindAsync);
        app.MapDelete("/api/exports/{requestId}", Cancel);
        app.MapGet("/api/exports", (ExportQueue queue) => queue.List());
    }

    private static IResult Submit(string requestId, ExportOrder body, ExportQueue queue, ArtifactStore artifacts)
    {
        ExportOrder order = body with { RequestId = requestId };
        if (Error(order, artifacts) is { } error)
        {
            return TypedResults.Problem(error, statusCode: StatusCodes.Status422UnprocessableEntity);
        }

        return queue.Submit(order) switch
        {
            null => TypedResults.Problem(
                "The token is lower than one that the exporter has seen: the slot has been given to somebody else. Acquire it again.",
                statusCode: StatusCodes.Status409Conflict),
            { IsNew: true } submitted => TypedResults.Accepted($"/api/exports/{requestId}", submitted.Job),
            { } known => TypedResults.Ok(known.Job),
        };
    }

    private static async Task<Results<Ok<ExportJob>, ProblemHttpResult>> FindAsync(
        string requestId, ExportQueue queue, CancellationToken cancellationToken, double wait = 0)
    {
        TimeSpan time = TimeSpan.FromSeconds(Math.Clamp(wait, 0, LongestWait.TotalSeconds));
        ExportJob? job = await queue.FindAsync(requestId, time, cancellationToken);
        return job is null ? Unknown(requestId) : TypedResults.Ok(job);
    }

    private static Results<Accepted, ProblemHttpResult> Cancel(string requestId, ExportQueue queue) =>
        queue.Cancel(requestId) ? TypedResults.Accepted($"/api/exports/{requestId}") : Unknown(requestId);

    private static ProblemHttpResult Unknown(string requestId) =>
        TypedResults.Problem($"There is no export \"{requestId}\".", statusCode: StatusCodes.Status404NotFound);

    // Nothing but drafts is read, nothing but videos is written, and no name leads anywhere else.
    private static string? Error(ExportOrder order, ArtifactStore artifacts) =>
        !RequestId().IsMatch(order.RequestId) ? "The request ID must have 1 to 200 of the characters A-Z a-z 0-9 . _ ~ - and begin with a letter or digit."
        : order.Draft is null || order.OutputContainer is null || order.OutputName is null ? "The draft, output_container and output_name are required."
        : order.Draft.Container != artifacts.ContainerOf(ArtifactKind.Draft) ? $"The draft must lie in the container {artifacts.ContainerOf(ArtifactKind.Draft)}."
        : order.OutputContainer != artifacts.ContainerOf(ArtifactKind.Video) ? $"The video must go to the container {artifacts.ContainerOf(ArtifactKind.Video)}."
        : !BlobName().IsMatch(order.Draft.Name) || !BlobName().IsMatch(order.OutputName) ? "Blob names must have the form {instanceId}/{runId}/{file}."
        : null;

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._~-]{0,199}$")]
    private static partial Regex RequestId();

    [GeneratedRegex("^[A-Za-z0-9._~-]{1,100}/[0-9a-f-]{36}/[A-Za-z0-9_-]+\\.[a-z0-9]+$")]
    private static partial Regex BlobName();
}
