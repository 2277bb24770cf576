using System.Text.Json.Serialization;

namespace VideoPipeline.Voice;

/// <summary>How much there is to speak.</summary>
/// <param name="Chunks">How many chunks the story has; at least 1.</param>
public sealed record VoicePlan([property: JsonPropertyName("chunks")] int Chunks);
