namespace VideoPipeline.Drafts;

/// <summary>An even change from one view of a picture to another.</summary>
/// <param name="From">What is seen at first.</param>
/// <param name="To">What is seen at last.</param>
internal readonly record struct KenBurnsMove(KenBurnsView From, KenBurnsView To);
