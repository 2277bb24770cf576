using System.Text.Json.Serialization;
using VideoPipeline.Artifacts;

namespace VideoPipeline.Drafts;

/// <summary>What the draft stage produced. Lies beside the draft as <c>manifest.json</c>.</summary>
/// <param name="DraftName">The draft folder's name: the run ID in "N" form.</param>
/// <param name="Duration">The timeline's length.</param>
/// <param name="Draft"><c>draft.jy</c>.</param>
public sealed record DraftManifest(
    [property: JsonPropertyName("draft_name")] string DraftName,
    [property: JsonPropertyName("duration")] TimeSpan Duration,
    [property: JsonPropertyName("draft")] ArtifactReference Draft);
