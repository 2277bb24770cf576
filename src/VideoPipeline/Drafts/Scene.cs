namespace VideoPipeline.Drafts;

/// <summary>A picture and when it is shown.</summary>
/// <param name="FileName">The picture's file in the draft's folder of materials; several scenes may show the same one.</param>
/// <param name="Width">The picture's width in pixels.</param>
/// <param name="Height">The picture's height in pixels.</param>
/// <param name="Shown">When it is shown; scenes follow each other without a gap.</param>
/// <param name="Liveliness">How much it moves: 1 for a picture, less for one that is to be read.</param>
internal sealed record Scene(string FileName, int Width, int Height, Timerange Shown, double Liveliness = 1);
