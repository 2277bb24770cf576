namespace VideoPipeline.Pipelines;

/// <summary>A row of the index of runs.</summary>
/// <param name="Run">The run.</param>
/// <param name="CreatorId">Whose run it is.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="EndState">How it ended; null as long as it has not.</param>
/// <param name="VideoId">The source video.</param>
/// <param name="AccountName">The account that it is made for, if it matters.</param>
/// <param name="Duration">How long it took from its beginning to its end; null as long as it has not ended, or when it never began.</param>
public sealed record RunIndexEntry(
    RunKey Run,
    string CreatorId,
    DateTimeOffset RequestedAt,
    RunState? EndState,
    string VideoId = "",
    string? AccountName = null,
    TimeSpan? Duration = null)
{
    /// <summary>The row of a run that has not ended.</summary>
    public static RunIndexEntry Of(PipelineInput input) =>
        new(input.Key, input.Request.CreatorId, input.RequestedAt, null, input.Request.VideoId, input.Request.AccountName);

    /// <summary>Whether the pipeline's ID, the creator, the video or the account contains a text, whatever its case.</summary>
    public bool Contains(string text) =>
        ((string?[])[Run.Pipeline.Value, CreatorId, VideoId, AccountName]).Any(t => t?.Contains(text, StringComparison.OrdinalIgnoreCase) == true);
}
