namespace VideoPipeline.Drafts;

/// <summary>A text on a text track.</summary>
/// <param name="Id">Unique within the draft.</param>
/// <param name="MaterialId">A <see cref="TextMaterial"/>.</param>
/// <param name="Target">When it is seen.</param>
public sealed record TextSegment(string Id, string MaterialId, Timerange Target) : Segment(Id, MaterialId, Target)
{
    /// <summary>How it lies on the canvas.</summary>
    public Clip Clip { get; init; } = new();
}
