using FunctionsSelfHost.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Management;

/// <summary>Answers a start: 202 with the instance's URLs, or, to who waits for it, its result.</summary>
internal sealed class CheckStatus(ITaskHub hub, ManagementUrls urls, TimeProvider time)
{
    private const int RetryAfterSeconds = 10;

    /// <summary>The answer.</summary>
    /// <param name="http">The request.</param>
    /// <param name="instanceId">What was started.</param>
    /// <param name="wait">How long to wait; null for not at all.</param>
    public async Task<IResult> AnswerAsync(HttpContext http, string instanceId, Wait? wait)
    {
        var request = new ManagementRequest(http);
        if (wait is not null && await WaitAsync(instanceId, wait, request.Cancellation) is { } ended)
        {
            return ended.RuntimeStatus == OrchestrationRuntimeStatus.Completed
                ? Results.Json(StatusBody.Value(ended.Output))
                : Results.Json(StatusBody.Of(ended, showInput: true), statusCode: CodeOf(ended, request));
        }

        request.LookAt(urls.Status(http.Request, instanceId), RetryAfterSeconds);
        return Results.Json(urls.All(http.Request, instanceId), statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>The status code that an instance's state has: 202 while it goes on; 500 for a failure when the request asks for that.</summary>
    public static int CodeOf(InstanceStatus row, ManagementRequest request)
    {
        bool failureIsError = request.Flag("returnInternalServerErrorOnFailure", false);
        return row.RuntimeStatus switch
        {
            OrchestrationRuntimeStatus.Failed when failureIsError => StatusCodes.Status500InternalServerError,
            _ => row.IsFinished ? StatusCodes.Status200OK : StatusCodes.Status202Accepted,
        };
    }

    private async Task<InstanceStatus?> WaitAsync(string instanceId, Wait wait, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        while (true)
        {
            if (await hub.FindStatusAsync(instanceId, cancellation) is { IsFinished: true } row)
            {
                return row;
            }

            if (time.GetElapsedTime(start) + wait.PollingInterval > wait.Timeout)
            {
                return null;
            }

            await Task.Delay(wait.PollingInterval, time, cancellation);
        }
    }
}
