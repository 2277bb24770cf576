namespace VideoPipeline.Drafts;

/// <summary>A picture on a video track.</summary>
/// <param name="Id">Unique within the draft.</param>
/// <param name="MaterialId">A <see cref="PictureMaterial"/>.</param>
/// <param name="Target">When it is seen.</param>
/// <param name="Source">The part of the material; as long as <paramref name="Target"/>.</param>
public sealed record PictureSegment(string Id, string MaterialId, Timerange Target, Timerange Source) : Segment(Id, MaterialId, Target)
{
    /// <summary>How it lies on the canvas.</summary>
    public Clip Clip { get; init; } = new();

    /// <summary>How it moves; at most one list for a property.</summary>
    public IReadOnlyList<KeyframeList> Keyframes { get; init; } = [];
}
