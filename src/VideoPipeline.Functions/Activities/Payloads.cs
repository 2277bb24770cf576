using System.Text.Json.Serialization;
using VideoPipeline.Artifacts;
using VideoPipeline.Export;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Limits;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Activities;

/// <summary>One of a stage's parts.</summary>
/// <param name="Input">The run.</param>
/// <param name="Part">The part's index, from 0; for an assembly, the number of the parts.</param>
/// <param name="Reservation">Names the reservation that the slots come from.</param>
/// <param name="Slots">The requests to a provider that are reserved for this one call.</param>
public sealed record StagePart(
    [property: JsonPropertyName("input")] PipelineInput Input,
    [property: JsonPropertyName("part")] int Part,
    [property: JsonPropertyName("reservation")] string? Reservation = null,
    [property: JsonPropertyName("slots")] IReadOnlyList<RequestSlot>? Slots = null);

/// <summary>How a run ends.</summary>
public sealed record RunEnd(
    [property: JsonPropertyName("input")] PipelineInput Input,
    [property: JsonPropertyName("failure")] StageFailure? Failure);

/// <summary>An export that can begin once it has the exporter's slot.</summary>
/// <param name="Draft">The draft to export.</param>
/// <param name="RequestsGivenUp">How many requests of an earlier execution are given up.</param>
/// <param name="Patience">
/// The setting <see cref="SlotOptions.Patience"/>: how long to bear with an exporter that does not answer. An orchestrator must not read
/// settings itself: a replay would see others.
/// </param>
public sealed record PreparedExport(
    [property: JsonPropertyName("draft")] ArtifactReference Draft,
    [property: JsonPropertyName("requests_given_up")] int RequestsGivenUp,
    [property: JsonPropertyName("patience")] TimeSpan Patience);

/// <summary>An export under the exporter's slot.</summary>
/// <param name="Input">The run.</param>
/// <param name="Request">The number of the stage's request to the exporter, from 0; later ones follow one that was given up.</param>
/// <param name="Token">The slot's token.</param>
/// <param name="Draft">The draft that is exported.</param>
public sealed record ExportStep(
    [property: JsonPropertyName("input")] PipelineInput Input,
    [property: JsonPropertyName("request")] int Request,
    [property: JsonPropertyName("token")] FencingToken Token,
    [property: JsonPropertyName("draft")] ArtifactReference Draft)
{
    /// <summary>Names the export and the request for its slot.</summary>
    [JsonIgnore]
    public string RequestId => ExportStage.RequestIdOf(Input.RunId, Request);
}

/// <summary>How far an export is.</summary>
/// <param name="Phase">What is to be done next.</param>
/// <param name="Percent">How much of it is done, 0 to 100.</param>
/// <param name="Failure">Why it failed.</param>
/// <param name="Detail">What to say of the video when it is stored.</param>
public sealed record ExportProgress(
    [property: JsonPropertyName("phase")] ExportPhase Phase,
    [property: JsonPropertyName("percent")] int Percent = 0,
    [property: JsonPropertyName("failure")] StageFailure? Failure = null,
    [property: JsonPropertyName("detail")] string? Detail = null);

/// <summary>What an export is to do next.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExportPhase>))]
public enum ExportPhase
{
    /// <summary>Go on: the exporter has the job.</summary>
    UnderWay,

    /// <summary>Nothing: it has succeeded or failed.</summary>
    Ended,

    /// <summary>Start again under the same slot: the exporter has lost its jobs.</summary>
    Forgotten,

    /// <summary>Acquire the slot again: the exporter has seen a higher token.</summary>
    SlotLost,

    /// <summary>Ask again under another request ID: this one was cancelled when its run seemed to be gone.</summary>
    Abandoned,

    /// <summary>Stop: the run is cancelled.</summary>
    Cancelled,
}

/// <summary>How an export ended.</summary>
/// <param name="Input">The run.</param>
/// <param name="Failure">Why it failed; null when the video is stored.</param>
/// <param name="Detail">What to say of the video.</param>
public sealed record ExportEnd(
    [property: JsonPropertyName("input")] PipelineInput Input,
    [property: JsonPropertyName("failure")] StageFailure? Failure,
    [property: JsonPropertyName("detail")] string? Detail);
