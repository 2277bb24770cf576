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
    public Task<RunRecord?> FindAsync(string taskId, HttpRequest request, DurableTaskClient client, CancellationToken cancellationToken) =>
        request.Query[RunParameter].FirstOrDefault() is { } named
            ? FindRunAsync(taskId, named, client, cancellationToken)
            : FindCurrentAsync(taskId, client, cancellationToken);

    /// <summary>Whether the query names a run.</summary>
    internal static bool NamesARun(HttpRequest request) => request.Query.ContainsKey(RunParameter);

    /// <summary>The run of that ID; for a duplicate the run that serves it. Null when there is none.</summary>
    public async Task<RunRecord?> FindRunAsync(string taskId, string runId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (!PipelineInstanceId.TryParse(taskId, out PipelineInstanceId pipeline) || !RunId.TryParse(runId, null, out RunId id))
        {
            return null;
        }

        OrchestrationMetadata? instance = await client.GetInstanceAsync(pipeline.Value, true, cancellationToken);
        RunRecord? run = await FindRunAsync(new RunKey(pipeline, id), instance?.ReadInputAs<PipelineInput>(), cancellationToken);
        return run is null ? null : Seen(run, instance);
    }

    /// <summary>The active run, else the next that waits, else the newest; null when there is none.</summary>
    public async Task<RunRecord?> FindCurrentAsync(string taskId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (!PipelineInstanceId.TryParse(taskId, out PipelineInstanceId pipeline))
        {
            return null;
        }

        OrchestrationMetadata? instance = await client.GetInstanceAsync(pipeline.Value, true, cancellationToken);
        RunRecord? run = await FindCurrentAsync(pipeline, ActiveOf(instance), cancellationToken);
        return run is null ? null : Seen(run, instance);
    }

    /// <summary>All runs of a task, the newest first; none when there is no such task.</summary>
    public async Task<IReadOnlyList<RunRecord>> ListAsync(string taskId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (!PipelineInstanceId.TryParse(taskId, out PipelineInstanceId pipeline))
        {
            return [];
        }

        OrchestrationMetadata? instance = await client.GetInstanceAsync(pipeline.Value, true, cancellationToken);
        IReadOnlyList<RunRecord> runs = await records.ListAsync(pipeline, cancellationToken);
        PipelineInput? started = instance?.ReadInputAs<PipelineInput>();
        bool isUnclaimed = instance is { IsCompleted: false } && started is not null
            && await records.FindAsync(started.Key, cancellationToken) is null;
        return [.. (isUnclaimed ? [RunRecord.Requested(started!), .. runs] : runs).Select(r => Seen(r, instance))];
    }

    /// <summary>How many other runs of a run's pipeline wait for their turn.</summary>
    public async Task<int> CountWaitingAsync(RunKey run, CancellationToken cancellationToken) =>
        (await records.ListWaitingAsync(run.Pipeline, cancellationToken)).Count(r => r.Input.RunId != run.Run);

    // What an orchestration runs, or ran when it lost its worker.
    private static PipelineInput? ActiveOf(OrchestrationMetadata? instance) =>
        instance is { IsCompleted: false } or { RuntimeStatus: OrchestrationRuntimeStatus.Failed } ? instance.ReadInputAs<PipelineInput>() : null;

    // A terminated orchestration writes nothing any more: until the sweep has ended the record, it is seen here.
    private static RunRecord Seen(RunRecord run, OrchestrationMetadata? instance) =>
        !run.HasEnded
        && instance is { RuntimeStatus: OrchestrationRuntimeStatus.Terminated }
        && instance.ReadInputAs<PipelineInput>()?.RunId == run.Input.RunId
            ? run with { State = RunState.Failed, Failure = StageFailure.Terminated }
            : run;

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
