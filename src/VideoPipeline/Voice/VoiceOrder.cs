using System.Text.Json.Serialization;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Voice;

/// <summary>What the voice stage is to work on: the finished story of a run.</summary>
/// <param name="Run">The run that the story belongs to.</param>
/// <param name="Gender">The narrator's voice.</param>
public sealed record VoiceOrder(
    [property: JsonPropertyName("run")] RunKey Run,
    [property: JsonPropertyName("gender")] NarratorGender Gender);
