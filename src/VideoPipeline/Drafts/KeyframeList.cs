namespace VideoPipeline.Drafts;

/// <summary>The keyframes of one property of a segment.</summary>
/// <param name="Id">Unique within the draft.</param>
/// <param name="Property">What they set.</param>
/// <param name="Keyframes">At least one, ordered by time.</param>
public sealed record KeyframeList(string Id, KeyframeProperty Property, IReadOnlyList<Keyframe> Keyframes)
{
    /// <summary>The value at a moment: evenly between two keyframes, the nearest one's before the first and after the last.</summary>
    /// <param name="offset">Microseconds from the segment's start.</param>
    public double At(double offset)
    {
        Keyframe earlier = Keyframes[0];
        foreach (Keyframe later in Keyframes)
        {
            if (offset <= later.Offset)
            {
                return Between(earlier, later, offset);
            }

            earlier = later;
        }

        return earlier.Value;
    }

    private static double Between(Keyframe earlier, Keyframe later, double offset)
    {
        if (later.Offset == earlier.Offset)
        {
            return later.Value;
        }

        double share = Math.Max(0, (offset - earlier.Offset) / (later.Offset - earlier.Offset));
        return earlier.Value + ((later.Value - earlier.Value) * share);
    }
}
