namespace VideoPipeline.Drafts;

/// <summary>How a text looks.</summary>
/// <param name="Size">JianYing's size: about percent of the canvas's height. Above 0, up to 100.</param>
/// <param name="Fill">The letters' colour.</param>
/// <param name="Stroke">The colour of the line around the letters, or null for none.</param>
/// <param name="StrokeWidth">JianYing's width of that line: its user interface's 0 to 100, times 0.002.</param>
/// <param name="Bold">Whether the letters are bold.</param>
/// <param name="Alignment">Where lines stand to each other.</param>
public sealed record TextStyle(double Size, TextColor Fill, TextColor? Stroke, double StrokeWidth, bool Bold, TextAlignment Alignment)
{
    /// <summary>
    /// Subtitles as the original made them, yellow (#ffde00) with a black line, without its animation, which only paying users of
    /// JianYing can export.
    /// </summary>
    public static TextStyle Subtitle { get; } =
        new(5, new TextColor(0xff, 0xde, 0x00), new TextColor(0, 0, 0), 0.08, false, TextAlignment.Center);
}
