using System.Text.Json.Serialization;

namespace VideoPipeline.Voice;

/// <summary>A sentence and how long it lasts.</summary>
/// <param name="Text">The sentence as it is shown.</param>
/// <param name="Samples">Its length in samples, with the pause after it.</param>
public sealed record SpokenSentence(
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("samples")] int Samples);
