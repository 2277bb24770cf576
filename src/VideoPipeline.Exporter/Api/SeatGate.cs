using VideoPipeline.Exporter.Jobs;

namespace VideoPipeline.Exporter.Api;

/// <summary>An exporter that does not hold its seat answers for nothing but its own health: it stands by, or is ending.</summary>
internal sealed class SeatGate(RequestDelegate next, ExportQueue queue)
{
    private const string SecondsUntilRetry = "5";
    private const string Reason = "This exporter does not hold its seat: it stands by for another one, or is stopping.";

    /// <summary>Lets a request pass, or answers 503.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        if (queue.IsOpen || !http.Request.Path.StartsWithSegments("/api"))
        {
            await next(http);
            return;
        }

        http.Response.Headers.RetryAfter = SecondsUntilRetry;
        await TypedResults.Problem(Reason, statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(http);
    }
}
