using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Activities;

/// <summary>
/// Spares a run what an earlier run of its pipeline has done: a stage made from the same inputs under the same settings is adopted, by
/// copies, so that no run ever depends on another's blobs. A run that continues a failed one adopts every stage that was finished.
/// </summary>
public sealed class StageReuse(RunRecordStore records, ArtifactStore artifacts)
{
    /// <summary>
    /// Settles, once for the run, whether the stage adopts an earlier run's work, and copies it if so.
    /// </summary>
    /// <param name="input">The run.</param>
    /// <param name="stage">The stage, which is about to begin.</param>
    /// <param name="kind">What the stage makes.</param>
    /// <param name="fingerprint">Equal for equal inputs and settings of the stage.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The run whose work was adopted; null when the stage is to be done.</returns>
    public async Task<RunId?> TryAdoptAsync(
        PipelineInput input, PipelineStage stage, ArtifactKind kind, string fingerprint, CancellationToken cancellationToken)
    {
        RunRecord? found = await FindAsync(input, stage, kind, fingerprint, cancellationToken);
        string made = found?.Stages.Single(s => s.Stage == stage).Fingerprint ?? fingerprint;
        RunRecord settled = await records.ChangeAsync(input.Key, r => r.With(stage, s => s.Settle(made, found?.Input.RunId)), cancellationToken);
        if (settled.Stages.Single(s => s.Stage == stage).ReusedFrom is not { } source)
        {
            return null;
        }

        return await artifacts.CopyStageAsync(kind, input.Key with { Run = source }, input.Key, cancellationToken)
            ? source
            : throw new ReuseLostException(source);
    }

    private async Task<RunRecord?> FindAsync(
        PipelineInput input, PipelineStage stage, ArtifactKind kind, string fingerprint, CancellationToken cancellationToken)
    {
        if (input.Request.Force && input.Continues is null)
        {
            return null;
        }

        foreach (RunRecord earlier in await records.ListAsync(input.Request.Pipeline, cancellationToken))
        {
            bool fits = input.Continues is { } failed
                ? earlier.Input.RunId == failed
                : earlier.Stages.Any(s => s.Stage == stage && s.Fingerprint == fingerprint);
            if (fits && earlier.Input.RunId != input.RunId && await IsDoneAsync(earlier, stage, kind, cancellationToken))
            {
                return earlier;
            }
        }

        return null;
    }

    private async Task<bool> IsDoneAsync(RunRecord earlier, PipelineStage stage, ArtifactKind kind, CancellationToken cancellationToken) =>
        earlier.Stages.Any(s => s.Stage == stage && s.State == RunState.Completed)
        && await artifacts.FindAsync(kind, earlier.Input.Key, ArtifactNames.Manifest, cancellationToken) is not null;
}

/// <summary>The run whose work a stage had begun to copy was deleted meanwhile.</summary>
public sealed class ReuseLostException(RunId source)
    : StageFailedException($"The stage had begun to adopt the work of the earlier run {source}, which was deleted meanwhile. Start the pipeline again with \"force\": true.")
{
    /// <inheritdoc/>
    public override string Code => "reuse-lost";
}
