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
                cancelled, $"The run {cancelled.Input.RunId} has ended already ({Labels.Of(cancelled.State)}): there is nothing to cancel."),
            _ => new AcceptedResult(ApiUrls.Status(request, cancelled.Input.Request.Pipeline), StatusBody.Of(cancelled)),
        };
    }

    /// <summary>
    /// POST /api/pipeline/retry/{task_id}[?run_id=]: continues the newest run, or the one that is named, from the stage at which it failed.
    /// Asked for again, it answers the same new run. 409 while the run goes on, and when it is complete. With <c>from_stage</c> (query, or a
    /// body of JSON) any run that has ended is done again from that stage on, and keeps what comes before.
    /// </summary>
    [Function(nameof(RetryPipeline))]
    public async Task<IActionResult> RetryPipeline(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/pipeline/retry/{taskId}")] HttpRequest request,
        string taskId,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        (PipelineStage? from, ObjectResult? refusal) = await RetryBody.ReadAsync(request, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        RunRecord? run = await finder.FindAsync(taskId, request, client, cancellationToken);
        if (run is null)
        {
            return StatusFunctions.UnknownTask(taskId);
        }

        if (ObjectionTo(run, from) is { } objection)
        {
            return objection;
        }

        if (run is { HasEnded: false })
        {
            // the retry itself: somebody has clicked twice
            return StartedBody.Answer(new StartResult(run.Input.Request.Pipeline, run.Input.RunId, StartOutcome.Deduplicated), request);
        }

        try
        {
            string? key = request.Headers[StartFunctions.KeyHeader].FirstOrDefault();
            return StartedBody.Answer(
                from is { } stage
                    ? await starter.RedoAsync(run, stage, key, client, cancellationToken)
                    : await starter.RetryAsync(run, client, cancellationToken),
                request);
        }
        catch (StartFailedException e)
        {
            return Problem.Unavailable(e.Message);
        }
    }

    // Why a run cannot be retried so; null when it can, or when it is the retry that goes on.
    private static ObjectResult? ObjectionTo(RunRecord run, PipelineStage? from) => (run, from) switch
    {
        ({ HasEnded: false } goesOn, null) when goesOn.Input.Continues is not null => null,
        ({ HasEnded: false } goesOn, { } stage) when goesOn.Input.RedoFrom == stage => null,
        ({ HasEnded: false }, _) => NothingToRetry(run, $"has not ended (status {Labels.Of(run.State)}): retry it when it has."),
        ({ State: RunState.Completed }, null) => NothingToRetry(
            run,
            "is complete: there is nothing to retry. To make a part of it anew, say from_stage; to make all of it anew, start it again with "
            + "\"force\": true."),
        (_, { } stage) when run.Stages.All(s => s.Stage != stage) => Problem.Invalid(new Dictionary<string, string[]>
        {
            ["from_stage"] = ["The run has no such stage: start it again with \"export_video\": true; what is finished is kept."],
        }),
        (_, { } stage) when UnfinishedBefore(run, stage) is { } unfinished => NothingToRetry(
            run, $"has not finished the stage {unfinished.Stage.ToString().ToLowerInvariant()}: retry it from there, or without from_stage."),
        _ => null,
    };

    private static StageRecord? UnfinishedBefore(RunRecord run, PipelineStage stage) =>
        run.Stages.FirstOrDefault(s => s.Stage < stage && s.State != RunState.Completed);

    private static ObjectResult NothingToRetry(RunRecord run, string why) => Problem.Conflict(run, $"The run {run.Input.RunId} {why}");
}
