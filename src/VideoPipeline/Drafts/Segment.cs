namespace VideoPipeline.Drafts;

/// <summary>One use of a material on a track.</summary>
/// <param name="Id">Unique within the draft.</param>
/// <param name="MaterialId">The material.</param>
/// <param name="Target">When it is seen or heard, on the draft's timeline.</param>
public abstract record Segment(string Id, string MaterialId, Timerange Target)
{
    /// <summary>The IDs of further materials that belong to it, such as speed and transition (<c>extra_material_refs</c>).</summary>
    public IReadOnlyList<string> References { get; init; } = [];
}
