using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>Finds the run that a call is about.</summary>
public sealed class PipelineFinder(RunRecordStore records)
{
    private const string RunParameter = "run_id";

    /// <summary>
    /// The run that the query's <c>run_id</c> names; without one the active run, else the next that waits, else the newest. Null when there
    /// is none. A run that was started but not claimed yet is pending.
    /// </summary>
    public async Task<RunRecord?> FindAsync(string taskId, HttpRequest request, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (!PipelineInstanceId.TryParse(taskId, out PipelineInstanceId pipeline))
        {
            return null;
        }

        OrchestrationMetadata? instance = await client.GetInstanceAsync(pipeline.Value, true, cancellationToken);
        PipelineInput? started = instance?.ReadInputAs<PipelineInput>();
        RunRecord? run = request.Query[RunParameter].FirstOrDefault() is { } named
            ? RunId.TryParse(named, null, out RunId id) ? await FindRunAsync(new RunKey(pipeline, id), started, cancellationToken) : null
            : await FindCurrentAsync(pipeline, instance is { IsCompleted: false } or { RuntimeStatus: OrchestrationRuntimeStatus.Failed } ? started : null, cancellationToken);
        bool isTerminated = instance is { RuntimeStatus: OrchestrationRuntimeStatus.Terminated } && run?.Input.RunId == started?.RunId;
        return run is { HasEnded: false } && isTerminated ? run with { State = RunState.Failed, Failure = StageFailure.Terminated } : run;
    }

    /// <summary>How many other runs of a run's pipeline wait for their turn.</summary>
    public async Task<int> CountWaitingAsync(RunKey run, CancellationToken cancellationToken) =>
        (await records.ListWaitingAsync(run.Pipeline, cancellationToken)).Count(r => r.Input.RunId != run.Run);

    private async Task<RunRecord?> FindRunAsync(RunKey run, PipelineInput? started, CancellationToken cancellationToken) =>
        await records.FindServingAsync(run, cancellationToken) ?? (started?.RunId == run.Run ? RunRecord.Requested(started) : null);

    private async Task<RunRecord?> FindCurrentAsync(PipelineInstanceId pipeline, PipelineInput? active, CancellationToken cancellationToken)
    {
        if (active is not null && await FindRunAsync(active.Key, active, cancellationToken) is { HasEnded: false } running)
        {
            return running;
        }

        IReadOnlyList<RunRecord> runs = await records.ListAsync(pipeline, cancellationToken);
        return runs.LastOrDefault(r => r.IsWaiting) ?? (runs is [var newest, ..] ? newest : null);
    }
}
