using VideoPipeline.Pipelines;
using VideoPipeline.Voice;

namespace VideoPipeline.Tests.Pipelines;

/// <summary>Runs for tests; each of a pipeline of its own unless a video is named.</summary>
internal static class TestRuns
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static PipelineInput Input(string? video = null, DateTimeOffset? requestedAt = null) => new(
        new PipelineRequest("创作者", video ?? $"v{Guid.NewGuid():N}", null, NarratorGender.Female, 60, null, true, true),
        RunId.New(TimeProvider.System),
        "source",
        requestedAt ?? Noon,
        false);

    public static RunRecord Record(string? video = null, DateTimeOffset? requestedAt = null) => RunRecord.Requested(Input(video, requestedAt));
}
