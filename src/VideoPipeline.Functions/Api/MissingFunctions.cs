using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace VideoPipeline.Functions.Api;

/// <summary>Answers 501 on the original's routes that are not here, with the reason, so that its clients know what they met.</summary>
public static class MissingFunctions
{
    private const string Publishing =
        "Videos are not published from here: take the video from GET /api/pipeline/result/{task_id} and upload it with your own tool.";

    /// <summary>/api/publish/...: schedules, batches, uploads of thumbnails.</summary>
    [Function(nameof(MissingPublish))]
    public static IActionResult MissingPublish(
        [HttpTrigger(AuthorizationLevel.Function, Route = "api/publish/{*rest}")] HttpRequest request) => Answer(request, Publishing);

    /// <summary>/api/auto-publish/...</summary>
    [Function(nameof(MissingAutoPublish))]
    public static IActionResult MissingAutoPublish(
        [HttpTrigger(AuthorizationLevel.Function, Route = "api/auto-publish/{*rest}")] HttpRequest request) => Answer(request, Publishing);

    /// <summary>/api/accounts/...</summary>
    [Function(nameof(MissingAccounts))]
    public static IActionResult MissingAccounts(
        [HttpTrigger(AuthorizationLevel.Function, Route = "api/accounts/{*rest}")] HttpRequest request) => Answer(
            request,
            "No accounts are kept here: an account is a name, the request's account_name, and keeps its runs apart from the creator's others.");

    /// <summary>/api/auth/...</summary>
    [Function(nameof(MissingAuth))]
    public static IActionResult MissingAuth(
        [HttpTrigger(AuthorizationLevel.Function, Route = "api/auth/{*rest}")] HttpRequest request) => Answer(
            request, "There are no users to register: callers have the host's keys, and send one as the header x-functions-key.");

    /// <summary>/api/video/merge, which the original has and cannot do.</summary>
    [Function(nameof(MissingVideo))]
    public static IActionResult MissingVideo(
        [HttpTrigger(AuthorizationLevel.Function, Route = "api/video/{*rest}")] HttpRequest request) => Answer(
            request, "Videos are not merged here: each run makes one video of one transcript.");

    private static IActionResult Answer(HttpRequest request, string reason)
    {
        _ = request;
        return Problem.NotImplemented(reason);
    }
}
