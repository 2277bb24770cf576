using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Activities;

/// <summary>
/// Spares a run what an earlier run of its pipeline has done: a stage made from the same inputs under the same settings is adopted, by
/// copies, so that no run ever depends on another's blobs. A run that continues a failed one adopts every stage that was finished, and of the
/// stage that failed the parts that are there.
/// </summary>
public sealed class StageReuse(RunRecordStore records, ArtifactStore artifacts)
{
    /// <summary>Settles, once for the run, whether the stage adopts an earlier run's work, and copies it if so.</summary>
    /// <param name="input">The run.</param>
    /// <param name="stage">The stage, which is about to begin.</param>
    /// <param name="kind">What the stage makes.</param>
    /// <param name="fingerprint">Equal for equal inputs and settings of the stage.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>True when the stage is done by that; false when it is to be done.</returns>
    /// <exception cref="ReuseLostException">An earlier attempt began to copy a run that was deleted since.</exception>
    public async Task<bool> TryAdoptAsync(
        PipelineInput input, PipelineStage stage, ArtifactKind kind, string fingerprint, CancellationToken cancellationToken)
    {
        StageRecord settled = await SettleAsync(input, stage, kind, fingerprint, cancellationToken);
        if (settled.ReusedFrom is not { } source)
        {
            await TakeOverPartsAsync(input, settled, kind, cancellationToken);
            return false;
        }

        return await artifacts.CopyStageAsync(kind, input.Key with { Run = source }, input.Key, cancellationToken)
            ? true
            : throw new ReuseLostException(source);
    }

    // Parts fit together only when both runs make the stage from the same inputs under the same settings.
    private async Task TakeOverPartsAsync(PipelineInput input, StageRecord stage, ArtifactKind kind, CancellationToken cancellationToken)
    {
        if (input.Continues is { } failed && !IsRedone(input, stage.Stage)
            && await records.FindAsync(input.Key with { Run = failed }, cancellationToken) is { } earlier
            && earlier.Stages.Any(s => s.Stage == stage.Stage && s.Fingerprint == stage.Fingerprint))
        {
            await artifacts.CopyPartsAsync(kind, earlier.Input.Key, input.Key, cancellationToken);
        }
    }

    private async Task<StageRecord> SettleAsync(
        PipelineInput input, PipelineStage stage, ArtifactKind kind, string fingerprint, CancellationToken cancellationToken)
    {
        RunRecord? own = await records.FindAsync(input.Key, cancellationToken);
        if (own?.Of(stage) is { Fingerprint: not null } settled)
        {
            return settled;
        }

        RunRecord? found = await FindAsync(input, stage, kind, fingerprint, cancellationToken);
        string made = found?.Of(stage).Fingerprint ?? fingerprint;
        RunRecord changed = await records.ChangeAsync(input.Key, r => r.With(stage, s => s.Settle(made, found?.Input.RunId)), cancellationToken);
        return changed.Of(stage);
    }

    private async Task<RunRecord?> FindAsync(
        PipelineInput input, PipelineStage stage, ArtifactKind kind, string fingerprint, CancellationToken cancellationToken)
    {
        if ((input.Request.Force && input.Continues is null) || IsRedone(input, stage))
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

    private static bool IsRedone(PipelineInput input, PipelineStage stage) => input.RedoFrom is { } first && stage >= first;

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
