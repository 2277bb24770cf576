using Microsoft.DurableTask.Client;
using VideoPipeline.Artifacts;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Runs;

/// <summary>
/// Deletes runs that have ended, for good: their artifacts first, then what the engine knows of them, then their records and their rows in
/// the lists. Whatever a crash leaves is found by the row, which goes last; so a deletion may be asked for again.
/// </summary>
public sealed class RunRemover(RunRecordStore records, ArtifactStore artifacts)
{
    /// <summary>Deletes a run.</summary>
    public async Task RemoveAsync(RunIndexEntry entry, DurableTaskClient client, CancellationToken cancellationToken)
    {
        await artifacts.DeleteRunAsync(entry.Run, cancellationToken);
        await PurgeAsync(entry.Run, client, cancellationToken);
        await records.RemoveAsync(entry, cancellationToken);
    }

    // The instance of a pipeline is used again: it goes only when the run was its last one.
    private static async Task PurgeAsync(RunKey run, DurableTaskClient client, CancellationToken cancellationToken)
    {
        IEnumerable<string> stages = StageChild.Stages.Select(stage => StageChild.IdOf(run.Run, stage));
        foreach (string beside in stages.Append(CallbackOrchestrator.IdOf(run.Run)))
        {
            // One that goes on ends by itself, and its history when that is old. Some hosts would purge it, and it would begin another.
            if (await client.GetInstanceAsync(beside, cancellationToken) is { IsCompleted: true })
            {
                await client.PurgeInstanceAsync(beside, cancellationToken);
            }
        }

        OrchestrationMetadata? instance = await client.GetInstanceAsync(run.Pipeline.Value, true, cancellationToken);
        if (instance is { IsCompleted: true } && instance.ReadInputAs<PipelineInput>()?.RunId == run.Run)
        {
            await client.PurgeInstanceAsync(run.Pipeline.Value, cancellationToken);
        }
    }
}
