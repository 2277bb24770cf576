using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using VideoPipeline.Functions.Runs;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>What can be done with runs: cancel them, and continue those that failed.</summary>
public sealed class RunFunctions(PipelineFinder finder, RunCanceller canceller, PipelineStarter starter)
{
    /// <summary>
    /// POST /api/pipeline/cancel/{task_id}[?run_id=]: cancels the active run, or the one that is named. 202 when it is told to stop, 200 when
    /// it is cancelled already, 409 when it has ended otherwise.
    /// </summary>
    [Function(nameof(CancelPipeline))]
    public async Task<IActionResult> CancelPipeline(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/pipeline/cancel/{taskId}")] HttpRequest request,
        string taskId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        RunRecord? run = await finder.FindAsync(taskId, request, client, cancellationToken);
        if (run is null)
        {
            return StatusFunctions.UnknownTask(taskId);
        }

        RunRecord cancelled = run.HasEnded ? run : await canceller.CancelAsync(run, client, cancellationToken);
        return cancelled.State switch
        {
            RunState.Cancelled => new OkObjectResult(StatusBody.Of(cancelled)),
            RunState.Completed or RunState.Failed => Problem.Conflict(
                $"The run {cancelled.Input.RunId} has ended already ({Labels.Of(cancelled.State)}): there is nothing to cancel.",
                ("task_id", taskId),
                ("run_id", cancelled.Input.RunId.ToString())),
            _ => new AcceptedResult(ApiUrls.Status(request, cancelled.Input.Request.Pipeline), StatusBody.Of(cancelled)),
        };
    }

    /// <summary>
    /// POST /api/pipeline/retry/{task_id}[?run_id=]: continues the newest run, or the one that is named, from the stage at which it failed.
    /// Asked for again, it answers the same new run. 409 while the run goes on, and when it is complete.
    /// </summary>
    [Function(nameof(RetryPipeline))]
    public async Task<IActionResult> RetryPipeline(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/pipeline/retry/{taskId}")] HttpRequest request,
        string taskId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        RunRecord? run = await finder.FindAsync(taskId, request, client, cancellationToken);
        if (run is null)
        {
            return StatusFunctions.UnknownTask(taskId);
        }

        switch (run)
        {
            case { HasEnded: false, Input.Continues: not null }:
                // the retry itself: somebody has clicked twice
                return StartedBody.Answer(new StartResult(run.Input.Request.Pipeline, run.Input.RunId, StartOutcome.Deduplicated), request);
            case { HasEnded: false }:
                return NothingToRetry(run, $"has not ended (status {Labels.Of(run.State)}): retry it when it has failed.");
            case { State: RunState.Completed }:
                return NothingToRetry(run, "is complete: there is nothing to retry. To make it anew, start it again with \"force\": true.");
            default:
                return await RetryAsync(run, request, client, cancellationToken);
        }
    }

    private async Task<IActionResult> RetryAsync(RunRecord run, HttpRequest request, DurableTaskClient client, CancellationToken cancellationToken)
    {
        try
        {
            return StartedBody.Answer(await starter.RetryAsync(run, client, cancellationToken), request);
        }
        catch (StartFailedException e)
        {
            return Problem.Unavailable(e.Message);
        }
    }

    private static IActionResult NothingToRetry(RunRecord run, string why) => Problem.Conflict(
        $"The run {run.Input.RunId} {why}", ("task_id", run.Input.Request.Pipeline.Value), ("run_id", run.Input.RunId.ToString()));
}
