namespace VideoPipeline.Drafts;

/// <summary>A draft as it was read.</summary>
/// <param name="Script">What was understood.</param>
/// <param name="Ignored">What was not, each in a few words for a person, without repeats; empty for a draft of this program.</param>
public sealed record DraftReading(DraftScript Script, IReadOnlyList<string> Ignored);
