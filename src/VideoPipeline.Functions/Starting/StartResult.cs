using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Starting;

/// <summary>What became of a request.</summary>
/// <param name="Pipeline">The pipeline that serves it.</param>
/// <param name="Run">The run that serves it.</param>
/// <param name="IsDuplicate">True when the run was started by an earlier request.</param>
/// <param name="RequestDiffers">True when that earlier request asked for something else.</param>
public sealed record StartResult(PipelineInstanceId Pipeline, RunId Run, bool IsDuplicate, bool RequestDiffers);
