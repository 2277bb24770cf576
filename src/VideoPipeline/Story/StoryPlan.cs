using System.Text.Json.Serialization;

namespace VideoPipeline.Story;

/// <summary>How much there is to write.</summary>
/// <param name="Segments">How many segments the story has; at least 1.</param>
public sealed record StoryPlan([property: JsonPropertyName("segments")] int Segments);
