namespace VideoPipeline.Drafts;

/// <summary>Where a picture lies at one moment.</summary>
/// <param name="Scale">1 is the picture fitted into the canvas.</param>
/// <param name="X">The middle's place, in half canvas widths to the right.</param>
/// <param name="Y">The middle's place, in half canvas heights up.</param>
internal readonly record struct KenBurnsView(double Scale, double X, double Y);
