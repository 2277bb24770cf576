using Azure;
using Microsoft.AspNetCore.Http.HttpResults;
using VideoPipeline.Artifacts;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Jobs;
using VideoPipeline.Exporter.Seats;

namespace VideoPipeline.Exporter.Api;

/// <summary>The exporter's own API.</summary>
internal static class ExportEndpoints
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>Adds the routes below /api/exports.</summary>
    public static void MapExports(this IEndpointRouteBuilder app)
    {
        app.MapPut("/api/exports/{requestId}", SubmitAsync);
        app.MapGet("/api/exports/{requestId}", FindAsync);
        app.MapDelete("/api/exports/{requestId}", CancelAsync);
        app.MapGet("/api/exports", (ExportQueue queue) => queue.List());
    }

    private static async Task<IResult> SubmitAsync(
        string requestId, ExportOrder body, ExportQueue queue, ArtifactStore artifacts, CancellationToken cancellationToken)
    {
        ExportOrder order = body with { RequestId = requestId };
        if (Error(order, artifacts) is { } error)
        {
            return TypedResults.Problem(error, statusCode: StatusCodes.Status422UnprocessableEntity);
        }

        try
        {
            return Answer(order, await queue.SubmitAsync(order, cancellationToken));
        }
        catch (Exception e) when (e is SeatLostException or RequestFailedException or AggregateException)
        {
            return TypedResults.Problem(
                $"The export was not taken: {e.GetBaseException().Message}", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static IResult Answer(ExportOrder order, Submission submission) => submission.Outcome switch
    {
        SubmissionOutcome.Taken => TypedResults.Accepted($"/api/exports/{order.RequestId}", submission.Job),
        SubmissionOutcome.Known => TypedResults.Ok(submission.Job),
        SubmissionOutcome.Differs => TypedResults.Problem(
            $"The request \"{order.RequestId}\" is an export of another draft, or to another place: use another request ID.",
            statusCode: StatusCodes.Status422UnprocessableEntity),
        SubmissionOutcome.Full => new ComeAgain(TypedResults.Problem(ComeAgain.Reason, statusCode: StatusCodes.Status429TooManyRequests)),
        _ => TypedResults.Problem(
            "The token is lower than one that the exporter has seen: the slot has been given to somebody else. Acquire it again.",
            statusCode: StatusCodes.Status409Conflict),
    };

    private static async Task<Results<Ok<ExportJob>, ProblemHttpResult>> FindAsync(
        string requestId, ExportQueue queue, CancellationToken cancellationToken, double wait = 0)
    {
        TimeSpan time = wait > 0 ? TimeSpan.FromSeconds(Math.Min(wait, LongestWait.TotalSeconds)) : TimeSpan.Zero;
        ExportJob? job = await queue.FindAsync(requestId, time, cancellationToken);
        return job is null ? Unknown(requestId) : TypedResults.Ok(job);
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> CancelAsync(
        string requestId, ExportQueue queue, CancellationToken cancellationToken) =>
        await queue.CancelAsync(requestId, cancellationToken) ? TypedResults.Accepted($"/api/exports/{requestId}") : Unknown(requestId);

    private static ProblemHttpResult Unknown(string requestId) =>
        TypedResults.Problem($"There is no export \"{requestId}\".", statusCode: StatusCodes.Status404NotFound);

    // Nothing but drafts is read, nothing but videos is written, and no name leads anywhere else.
    private static string? Error(ExportOrder order, ArtifactStore artifacts) =>
        !ExportNames.IsRequestId(order.RequestId)
            ? "The request ID must have 1 to 200 of the characters A-Z a-z 0-9 . _ ~ - and begin with a letter or digit."
        : order.Draft?.Name is null || order.OutputContainer is null || order.OutputName is null
            ? "The draft, output_container and output_name are required."
        : order.Draft.Container != artifacts.ContainerOf(ArtifactKind.Draft)
            ? $"The draft must lie in the container {artifacts.ContainerOf(ArtifactKind.Draft)}."
        : order.OutputContainer != artifacts.ContainerOf(ArtifactKind.Video)
            ? $"The video must go to the container {artifacts.ContainerOf(ArtifactKind.Video)}."
        : !ExportNames.IsArtifact(order.Draft.Name) || !ExportNames.IsArtifact(order.OutputName)
            ? "Blob names must have the form {instanceId}/{runId}/{file}."
        : null;
}
