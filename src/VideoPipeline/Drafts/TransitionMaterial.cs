namespace VideoPipeline.Drafts;

/// <summary>How one picture gives way to the next. The earlier of the two segments refers to it.</summary>
/// <param name="Id">Unique within the draft.</param>
/// <param name="Kind">What it looks like.</param>
/// <param name="Duration">How long it takes, in microseconds; half before the cut, half after it.</param>
public sealed record TransitionMaterial(string Id, TransitionKind Kind, long Duration) : Material(Id);
