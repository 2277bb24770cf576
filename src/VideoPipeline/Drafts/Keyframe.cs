namespace VideoPipeline.Drafts;

/// <summary>The value that a property has at one moment; between two moments it changes evenly.</summary>
/// <param name="Id">Unique within the draft.</param>
/// <param name="Offset">The moment, in microseconds from the segment's start.</param>
/// <param name="Value">The value.</param>
public sealed record Keyframe(string Id, long Offset, double Value);
