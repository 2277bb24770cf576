using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Events;

namespace VideoPipeline.Functions.Api;

/// <summary>
/// Tells how runs change, as server-sent events: <c>status</c> with the status, <c>end</c> when the run that is followed has ended, and
/// <c>reset</c> when a client of all runs may have missed something and should read its list anew.
/// </summary>
public sealed class EventFunctions(PipelineFinder finder, StatusFeed feed, TimeProvider time)
{
    private static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(10);

    /// <summary>
    /// GET /api/pipeline/events/{task_id}[?run_id=]: follows the current run, or the one that is named, to its end. A client that comes again with
    /// <c>Last-Event-ID</c> is told only what is new.
    /// </summary>
    [Function(nameof(FollowPipeline))]
    public async Task<IActionResult> FollowPipeline(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/pipeline/events/{taskId}")] HttpRequest request,
        string taskId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        await finder.FindAsync(taskId, request, client, cancellationToken) is { } run
            ? await StreamAsync(feed.Follow(run), request, cancellationToken)
            : StatusFunctions.UnknownTask(taskId);

    /// <summary>GET /api/pipeline/events: follows all runs, beginning with those that are active.</summary>
    [Function(nameof(FollowPipelines))]
    public Task<IActionResult> FollowPipelines(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/pipeline/events")] HttpRequest request, CancellationToken cancellationToken) =>
        StreamAsync(feed.FollowAll(LastIdOf(request)), request, cancellationToken);

    private static string? LastIdOf(HttpRequest request) => request.Headers["Last-Event-ID"].FirstOrDefault();

    private async Task<IActionResult> StreamAsync(StatusSubscription? subscription, HttpRequest request, CancellationToken cancellationToken)
    {
        if (subscription is null)
        {
            return Problem.TooMany(
                request, ComeAgain, "This process serves as many event streams as it may (setting Events__MaxClients). Come again, or ask for the status.");
        }

        using (subscription)
        {
            await new EventStream(request.HttpContext, time).WriteAsync(subscription, LastIdOf(request), cancellationToken);
        }

        return new EmptyResult();
    }
}
