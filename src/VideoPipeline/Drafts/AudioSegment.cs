namespace VideoPipeline.Drafts;

/// <summary>A sound on an audio track.</summary>
/// <param name="Id">Unique within the draft.</param>
/// <param name="MaterialId">An <see cref="AudioMaterial"/>.</param>
/// <param name="Target">When it is heard.</param>
/// <param name="Source">The part of the material; as long as <paramref name="Target"/>.</param>
/// <param name="Volume">1 is the file's own; 0 to <see cref="MaxVolume"/>.</param>
public sealed record AudioSegment(string Id, string MaterialId, Timerange Target, Timerange Source, double Volume) : Segment(Id, MaterialId, Target)
{
    /// <summary>The highest volume that JianYing offers: 20 dB more than the file's own.</summary>
    public const double MaxVolume = 10;
}
