using System.Text.Json.Serialization;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Reports;

/// <summary>One attempt at a step of a stage, as a line of the run's journal.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Step">The step's name within it, for example <c>segment 3</c>.</param>
/// <param name="At">When it began.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Error">Why it came to nothing; null when it is done.</param>
/// <param name="Calls">What it asked of providers.</param>
/// <param name="Warnings">What is to be remarked.</param>
public sealed record JournalEntry(
    [property: JsonPropertyName("stage")] PipelineStage Stage,
    [property: JsonPropertyName("step")] string Step,
    [property: JsonPropertyName("at")] DateTimeOffset At,
    [property: JsonPropertyName("seconds")] double Seconds,
    [property: JsonPropertyName("error")] string? Error,
    [property: JsonPropertyName("calls")] IReadOnlyList<ProviderCall> Calls,
    [property: JsonPropertyName("warnings")] IReadOnlyList<string> Warnings);
