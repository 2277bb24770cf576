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
        IReadOnlyList<RunRecord> runs = await records.ListAsync(pipeline, cancellationToken);
        RunRecord? run = request.Query[RunParameter].FirstOrDefault() is { } named
            ? Named(named, runs, started)
            : Current(runs, instance is { IsCompleted: false } ? started : null);
        bool isTerminated = instance is { RuntimeStatus: OrchestrationRuntimeStatus.Terminated } && run?.Input.RunId == started?.RunId;
        return run is { HasEnded: false } && isTerminated ? run with { State = RunState.Failed, Failure = StageFailure.Terminated } : run;
    }

    /// <summary>How many other runs of a run's pipeline wait for their turn.</summary>
    public async Task<int> CountWaitingAsync(RunKey run, CancellationToken cancellationToken) =>
        (await records.ListWaitingAsync(run.Pipeline, cancellationToken)).Count(r => r.Input.RunId != run.Run);

    private static RunRecord? Current(IReadOnlyList<RunRecord> runs, PipelineInput? active)
    {
        RunRecord? running = active is null ? null : Find(active.RunId, runs) ?? RunRecord.Requested(active);
        return running is { HasEnded: false } ? running : runs.LastOrDefault(r => r.IsWaiting) ?? runs.FirstOrDefault(r => r.DuplicateOf is null);
    }

    private static RunRecord? Named(string text, IReadOnlyList<RunRecord> runs, PipelineInput? started) =>
        !RunId.TryParse(text, null, out RunId run) ? null
        : Find(run, runs) ?? (started?.RunId == run ? RunRecord.Requested(started) : null);

    private static RunRecord? Find(RunId run, IReadOnlyList<RunRecord> runs)
    {
        RunRecord? record = runs.FirstOrDefault(r => r.Input.RunId == run);
        return record?.DuplicateOf is { } serving ? runs.FirstOrDefault(r => r.Input.RunId == serving) ?? record : record;
    }
}
