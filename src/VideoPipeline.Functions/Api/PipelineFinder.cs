using Microsoft.DurableTask.Client;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Api;

/// <summary>Finds the run that a task's status is about: the newest one.</summary>
public sealed class PipelineFinder(RunRecordStore records)
{
    /// <summary>The newest run, or null when there is no such task. A run that was started but not claimed yet is pending.</summary>
    public async Task<RunRecord?> FindAsync(string taskId, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (!PipelineInstanceId.TryParse(taskId, out PipelineInstanceId pipeline))
        {
            return null;
        }

        RunRecord? latest = await records.FindLatestAsync(pipeline, cancellationToken);
        OrchestrationMetadata? instance = await client.GetInstanceAsync(pipeline.Value, true, cancellationToken);
        PipelineInput? started = instance is { IsCompleted: false } ? instance.ReadInputAs<PipelineInput>() : null;
        if (started is not null && started.RunId != latest?.Input.RunId && await records.FindAsync(started.Key, cancellationToken) is null)
        {
            return RunRecord.Requested(started);
        }

        return latest is { HasEnded: false } && instance is null or { IsCompleted: true } ? await ReadEndAsync(latest, cancellationToken) : latest;
    }

    // The orchestration has ended, so the record has by now, unless it was ended from outside.
    private async Task<RunRecord?> ReadEndAsync(RunRecord? seen, CancellationToken cancellationToken)
    {
        RunRecord? now = seen is null ? null : await records.FindAsync(seen.Input.Key, cancellationToken);
        return now is null or { HasEnded: true } ? now : now with
        {
            State = RunState.Failed,
            Failure = new StageFailure("terminated", "The run was ended from outside before it was complete. Start the pipeline again; what is finished is kept."),
        };
    }
}
