using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using VideoPipeline.Functions.Starting;

namespace VideoPipeline.Functions.Api;

/// <summary>The answer to a request that a run serves, or will.</summary>
internal sealed record StartedBody(
    [property: JsonPropertyName("task_id")] string TaskId,
    [property: JsonPropertyName("run_id")] string RunId,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("status_url")] string StatusUrl,
    [property: JsonPropertyName("result_url")] string ResultUrl,
    [property: JsonPropertyName("deduplicated")] bool Deduplicated,
    [property: JsonPropertyName("request_differs")] bool RequestDiffers,
    [property: JsonPropertyName("queue_position")] int? QueuePosition)
{
    /// <summary>202 with the run; 409 for a duplicate that was not wanted.</summary>
    public static ObjectResult Answer(StartResult start, HttpRequest request)
    {
        string status = ApiUrls.Status(request, start.Pipeline);
        if (start.Outcome == StartOutcome.Rejected)
        {
            return Problem.Conflict(
                $"任务已在运行: the run {start.Run} of {start.Pipeline} is active, and on_duplicate is \"reject\". Wait for its end, or send \"queue\".",
                ("task_id", start.Pipeline.Value),
                ("run_id", start.Run.ToString()),
                ("status_url", status),
                ("request_differs", start.RequestDiffers));
        }

        return new AcceptedResult(status, new StartedBody(
            start.Pipeline.Value,
            start.Run.ToString(),
            MessageOf(start),
            status,
            ApiUrls.Result(request, start.Pipeline),
            start.Outcome == StartOutcome.Deduplicated,
            start.RequestDiffers,
            start.QueuePosition > 0 ? start.QueuePosition : null));
    }

    private static string MessageOf(StartResult start) => start switch
    {
        { HasEnded: true } => "任务已结束",
        { Outcome: StartOutcome.Deduplicated } => "任务已在运行",
        { Outcome: StartOutcome.Queued } => "任务已排队",
        _ => "任务已启动",
    };
}
