using System.Text.Json.Serialization;

namespace VideoPipeline.Pipelines;

/// <summary>Names one run of one pipeline: what every stage, artifact and log line belongs to.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Run">The run.</param>
public readonly record struct RunKey(
    [property: JsonPropertyName("pipeline")] PipelineInstanceId Pipeline,
    [property: JsonPropertyName("run")] RunId Run)
{
    /// <summary>The prefix of the names of this run's blobs: <c>{instanceId}/{runId}/</c>.</summary>
    [JsonIgnore]
    public string BlobPrefix => $"{Pipeline.Value}/{Run}/";

    /// <inheritdoc/>
    public override string ToString() => $"{Pipeline}/{Run}";
}
