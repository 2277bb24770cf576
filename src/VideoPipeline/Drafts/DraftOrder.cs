using System.Text.Json.Serialization;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Drafts;

/// <summary>What a run wants of the draft stage.</summary>
/// <param name="Run">The run.</param>
/// <param name="Gallery">The gallery to take pictures from, or null for generated title cards.</param>
/// <param name="PictureDuration">How long each picture of a gallery is shown; above zero. Title cards go by chapters instead.</param>
/// <param name="Subtitles">Whether the narration is shown as text.</param>
/// <param name="Music">The gallery to take background music from, or null for none.</param>
public sealed record DraftOrder(
    [property: JsonPropertyName("run")] RunKey Run,
    [property: JsonPropertyName("gallery")] string? Gallery,
    [property: JsonPropertyName("picture_duration")] TimeSpan PictureDuration,
    [property: JsonPropertyName("subtitles")] bool Subtitles,
    [property: JsonPropertyName("music")] string? Music = null);
