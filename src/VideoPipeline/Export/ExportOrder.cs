using System.Text.Json.Serialization;
using VideoPipeline.Artifacts;

namespace VideoPipeline.Export;

/// <summary>What the exporter is to do.</summary>
/// <param name="RequestId">Names the export for good: 1 to 200 of A-Z a-z 0-9 . _ ~ -. The same request is never exported twice.</param>
/// <param name="Token">The slot's token.</param>
/// <param name="Draft">The draft, <c>draft.jy</c>.</param>
/// <param name="OutputContainer">The container that the video goes to.</param>
/// <param name="OutputName">The video's blob name.</param>
public sealed record ExportOrder(
    [property: JsonIgnore] string RequestId,
    [property: JsonPropertyName("token")] FencingToken Token,
    [property: JsonPropertyName("draft")] ArtifactReference Draft,
    [property: JsonPropertyName("output_container")] string OutputContainer,
    [property: JsonPropertyName("output_name")] string OutputName);
