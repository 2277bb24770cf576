using System.Text.Json.Serialization;

namespace VideoPipeline.Pipelines;

/// <summary>What a run is started with. It travels through history, so it names texts and never contains them.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="RunId">The run.</param>
/// <param name="SourceHash">The transcript, pinned; null when there was none at the start.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="HasIdempotencyKey">True when the run's ID comes from the client's key, so that no window of time decides about duplicates.</param>
/// <param name="IsQueued">True when the run waits its turn behind others of its pipeline: it was asked for beside them, so it is no duplicate.</param>
/// <param name="Continues">The run that this one continues from the stage at which it failed; null for a run of its own.</param>
/// <param name="RedoFrom">For a run that continues another: the first stage that is done anew though the other had finished it; null for none.</param>
public sealed record PipelineInput(
    [property: JsonPropertyName("request")] PipelineRequest Request,
    [property: JsonPropertyName("run_id")] RunId RunId,
    [property: JsonPropertyName("source_hash")] string? SourceHash,
    [property: JsonPropertyName("requested_at")] DateTimeOffset RequestedAt,
    [property: JsonPropertyName("has_idempotency_key")] bool HasIdempotencyKey,
    [property: JsonPropertyName("is_queued")] bool IsQueued = false,
    [property: JsonPropertyName("continues")] RunId? Continues = null,
    [property: JsonPropertyName("redo_from"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PipelineStage? RedoFrom = null)
{
    /// <summary>The run and its pipeline.</summary>
    [JsonIgnore]
    public RunKey Key => new(Request.Pipeline, RunId);

    /// <summary>Equal for equal requests about equal sources.</summary>
    [JsonIgnore]
    public string Fingerprint => Request.Fingerprint(SourceHash);
}
