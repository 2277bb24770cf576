namespace VideoPipeline.Exporter.Rendering;

/// <summary>A video that was rendered and checked.</summary>
/// <param name="Duration">Its length.</param>
/// <param name="NotRendered">What the draft has and the video does not show, each in a few words for a person.</param>
internal sealed record RenderedVideo(TimeSpan Duration, IReadOnlyList<string> NotRendered);
