using FunctionsSelfHost.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Hosting;

namespace FunctionsSelfHost.Management;

/// <summary>Answers a start: 202 with the instance's URLs, or, to who waits for it, its result.</summary>
internal sealed class CheckStatus(ITaskHub hub, ManagementUrls urls, TimeProvider time, IHostApplicationLifetime lifetime)
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
                : Results.Json(StatusBody.Of(ended, showInput: true), statusCode: CodeOf(ended, wait.FailureIsError));
        }

        request.LookAt(urls.Status(http.Request, instanceId), RetryAfterSeconds);
        return Results.Json(urls.All(http.Request, instanceId), statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>The status code that an instance's state has: 202 while it goes on; 500 for a failure when that is asked for.</summary>
    public static int CodeOf(InstanceStatus row, bool failureIsError) => row.RuntimeStatus switch
    {
        OrchestrationRuntimeStatus.Failed when failureIsError => StatusCodes.Status500InternalServerError,
        _ => row.IsFinished ? StatusCodes.Status200OK : StatusCodes.Status202Accepted,
    };

    // Null when the time is over, or when the host stops: a request must not keep it from doing so.
    private async Task<InstanceStatus?> WaitAsync(string instanceId, Wait wait, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        while (true)
        {
            if (await hub.FindStatusAsync(instanceId, cancellation) is { IsFinished: true } row)
            {
                return row;
            }

            if (time.GetElapsedTime(start) + wait.PollingInterval > wait.Timeout || lifetime.ApplicationStopping.IsCancellationRequested)
            {
                return null;
            }

            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
            await Task.Delay(wait.PollingInterval, time, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
