using System.Text.Json.Serialization;
using VideoPipeline.Export;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.Activities;

/// <summary>One of a stage's parts; for an assembly, their number.</summary>
public sealed record StagePart(
    [property: JsonPropertyName("input")] PipelineInput Input,
    [property: JsonPropertyName("part")] int Part);

/// <summary>How a run ends.</summary>
public sealed record RunEnd(
    [property: JsonPropertyName("input")] PipelineInput Input,
    [property: JsonPropertyName("failure")] StageFailure? Failure);

/// <summary>An export under the exporter's slot.</summary>
public sealed record ExportStep(
    [property: JsonPropertyName("input")] PipelineInput Input,
    [property: JsonPropertyName("request_id")] string RequestId,
    [property: JsonPropertyName("token")] FencingToken Token);

/// <summary>How far an export is.</summary>
public sealed record ExportProgress(
    [property: JsonPropertyName("has_ended")] bool HasEnded,
    [property: JsonPropertyName("percent")] int Percent,
    [property: JsonPropertyName("failure")] StageFailure? Failure);

/// <summary>Where a run waits in the exporter's queue.</summary>
public sealed record SlotWait(
    [property: JsonPropertyName("input")] PipelineInput Input,
    [property: JsonPropertyName("position")] int Position);
