using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Orchestration;

/// <summary>The stages of a run that are orchestrations of their own.</summary>
internal static class StageChild
{
    /// <summary>Those stages.</summary>
    public static IReadOnlyList<PipelineStage> Stages { get; } = [PipelineStage.Story, PipelineStage.Voice];

    /// <summary>The instance ID of a run's stage, <c>{runId}-story</c> or <c>{runId}-voice</c>. It must never change: runs under way have it.</summary>
    public static string IdOf(RunId run, PipelineStage stage) => $"{run}-{stage.ToString().ToLowerInvariant()}";
}
