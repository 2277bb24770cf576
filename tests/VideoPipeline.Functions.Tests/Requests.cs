using VideoPipeline.Functions.Starting;
using VideoPipeline.Pipelines;
using VideoPipeline.Voice;

namespace VideoPipeline.Functions.Tests;

/// <summary>Requests for tests; each of a pipeline of its own.</summary>
internal static class Requests
{
    public static PipelineRequest New(bool export = false) => new("creator", $"video-{Guid.NewGuid():N}", null, NarratorGender.Female, 60, null, export, true);

    public static PipelineInput Input(bool export = false) => InputOf(New(export));

    public static PipelineInput InputOf(PipelineRequest request, DateTimeOffset? requestedAt = null) =>
        new(request, RunId.New(TimeProvider.System), null, requestedAt ?? new InstantTime().Now, false);

    public static StartOrder Order(this PipelineRequest request, string? key = null) => new(request, null, key);
}
