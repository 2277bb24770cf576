namespace VideoPipeline.Pipelines;

/// <summary>A row of the index of runs.</summary>
/// <param name="Run">The run.</param>
/// <param name="CreatorId">Whose run it is.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="EndState">How it ended; null as long as it has not.</param>
public sealed record RunIndexEntry(RunKey Run, string CreatorId, DateTimeOffset RequestedAt, RunState? EndState)
{
    /// <summary>The row of a run that has not ended.</summary>
    public static RunIndexEntry Of(PipelineInput input) => new(input.Key, input.Request.CreatorId, input.RequestedAt, null);
}
