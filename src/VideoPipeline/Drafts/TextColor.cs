namespace VideoPipeline.Drafts;

/// <summary>An opaque colour.</summary>
/// <param name="Red">0 to 255.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Blue">0 to 255.</param>
public readonly record struct TextColor(byte Red, byte Green, byte Blue);
