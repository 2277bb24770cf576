using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Starting;

/// <summary>What became of a request.</summary>
/// <param name="Pipeline">The pipeline that serves it.</param>
/// <param name="Run">The run that serves it; when it was rejected, the run that is in its way.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="RequestDiffers">True when the run was started by an earlier request that asked for something else.</param>
/// <param name="QueuePosition">How many runs come before it, and itself: 1 is next. 0 when it does not wait.</param>
/// <param name="HasEnded">True when the run has ended already.</param>
public sealed record StartResult(
    PipelineInstanceId Pipeline, RunId Run, StartOutcome Outcome, bool RequestDiffers = false, int QueuePosition = 0, bool HasEnded = false);
