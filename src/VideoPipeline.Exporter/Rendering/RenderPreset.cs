namespace VideoPipeline.Exporter.Rendering;

/// <summary>How much time is spent on a video for its quality.</summary>
internal enum RenderPreset
{
    /// <summary>For a look at it: fast, with visible losses.</summary>
    Draft,

    /// <summary>For publishing: losses that are hardly seen.</summary>
    Standard,

    /// <summary>For archives and further editing: no losses that are seen, at about twice the time of encoding and size.</summary>
    High,
}
