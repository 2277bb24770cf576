using System.Text.Json.Serialization;

namespace VideoPipeline.Artifacts;

/// <summary>Points at one blob. Small enough to travel through an orchestration's history.</summary>
/// <param name="Container">The container's full name, with the hub's prefix when there is one.</param>
/// <param name="Name">The blob's name, <c>{instanceId}/{runId}/{file}</c>.</param>
/// <param name="Length">The blob's length in bytes.</param>
public sealed record ArtifactReference(
    [property: JsonPropertyName("container")] string Container,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("length")] long Length)
{
    /// <summary>The last part of the blob's name, for example <c>story.txt</c>.</summary>
    [JsonIgnore]
    public string FileName => Name[(Name.LastIndexOf('/') + 1)..];
}
