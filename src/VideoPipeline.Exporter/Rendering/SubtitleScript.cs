using System.Globalization;
using System.Text;
using SkiaSharp;
using VideoPipeline.Drafts;

namespace VideoPipeline.Exporter.Rendering;

/// <summary>
/// A draft's texts in the format of Advanced SubStation Alpha 4+, which libass draws. Lines are broken here, by the font's real widths,
/// because libass breaks only at spaces and Chinese has none.
/// </summary>
internal sealed class SubtitleScript : IDisposable
{
    private const double WidestLine = 0.82;
    private const double LowestEdge = 0.97;
    private const double LineSpacing = 1.2;
    private const double OutlinePerStroke = 0.75;
    private const int BoldWeight = 600;

    private readonly SKTypeface face;
    private readonly FontFile font;
    private readonly double lineHeightPerEm;
    private readonly DraftScript script;

    private SubtitleScript(DraftScript script, FontFile font)
    {
        this.script = script;
        this.font = font;
        face = font.Open();
        lineHeightPerEm = font.LineHeightPerEm();
    }

    /// <summary>The script of all of a draft's texts.</summary>
    public static string Write(DraftScript script, FontFile font)
    {
        using var writer = new SubtitleScript(script, font);
        return writer.Write();
    }

    public void Dispose() => face.Dispose();

    private string Write()
    {
        var events = new StringBuilder();
        var styles = new Dictionary<TextStyle, string>();
        foreach (TextSegment segment in script.Tracks.Where(track => track.Kind == TrackKind.Text).SelectMany(track => track.Segments).Cast<TextSegment>())
        {
            var material = (TextMaterial)script.Find(segment.MaterialId)!;
            if (!styles.TryGetValue(material.Style, out string? style))
            {
                style = $"S{styles.Count}";
                styles.Add(material.Style, style);
            }

            AppendEvent(events, style, segment, material);
        }

        return Header(styles) + events;
    }

    private string Header(Dictionary<TextStyle, string> styles)
    {
        var header = new StringBuilder();
        header.Append("[Script Info]\nScriptType: v4.00+\nWrapStyle: 2\nScaledBorderAndShadow: yes\nYCbCr Matrix: TV.709\n");
        header.Append(CultureInfo.InvariantCulture, $"PlayResX: {script.Canvas.Width}\nPlayResY: {script.Canvas.Height}\n\n");
        header.Append("[V4+ Styles]\nFormat: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, Bold, BorderStyle, Outline, Shadow, Alignment\n");
        foreach ((TextStyle style, string name) in styles)
        {
            double size = EmSize(style);
            double outline = style.Stroke is null ? 0 : style.StrokeWidth * size * OutlinePerStroke;
            bool bold = style.Bold || face.FontStyle.Weight >= BoldWeight;
            header.Append(
                CultureInfo.InvariantCulture,
                $"Style: {name},{font.Family},{size * lineHeightPerEm:0.##},{Color(style.Fill)},{Color(style.Stroke ?? default)},{(bold ? -1 : 0)},1,{outline:0.##},0,5\n");
        }

        return header.Append("\n[Events]\nFormat: Layer, Start, End, Style, Text\n").ToString();
    }

    // each line is an event of its own: libass would set lines of a tall font too far apart
    private void AppendEvent(StringBuilder events, string style, TextSegment segment, TextMaterial material)
    {
        double size = EmSize(material.Style) * segment.Clip.ScaleY;
        IReadOnlyList<string> lines = Lines(material, size);
        double height = size * LineSpacing;
        double block = height * lines.Count;
        double x = script.Canvas.Width / 2.0 * (1 + segment.Clip.X);
        double middle = Math.Min(script.Canvas.Height / 2.0 * (1 - segment.Clip.Y), (script.Canvas.Height * LowestEdge) - (block / 2));
        string scale = segment.Clip.ScaleY == 1
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"\\fscx{segment.Clip.ScaleX * 100:0.#}\\fscy{segment.Clip.ScaleY * 100:0.#}");
        for (int i = 0; i < lines.Count; i++)
        {
            double y = middle + (height * (i + 0.5)) - (block / 2);
            events.Append(
                CultureInfo.InvariantCulture,
                $"Dialogue: 0,{Time(segment.Target.Start)},{Time(segment.Target.End)},{style},{{\\pos({x:0.#},{y:0.#}){scale}}}{Escaped(lines[i])}\n");
        }
    }

    private List<string> Lines(TextMaterial material, double size)
    {
        using var measured = new SKFont(face, (float)size);
        float widest = (float)(script.Canvas.Width * WidestLine);
        var lines = new List<string>();
        foreach (string paragraph in material.Text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            lines.AddRange(TextWrapping.Balance(paragraph, widest, line => measured.MeasureText(line)));
        }

        return lines;
    }

    private double EmSize(TextStyle style) => style.Size / 100 * script.Canvas.Height;

    // blue, green, red
    private static string Color(TextColor color) => string.Create(CultureInfo.InvariantCulture, $"&H00{color.Blue:X2}{color.Green:X2}{color.Red:X2}");

    // hundredths of a second are all that the format has
    private static string Time(long microseconds) =>
        TimeSpan.FromMicroseconds(microseconds).ToString(@"h\:mm\:ss\.ff", CultureInfo.InvariantCulture);

    // braces hold commands and a backslash begins one; the wide backslash looks alike and means nothing
    private static string Escaped(string text) => text.Replace('\\', '＼').Replace("{", "\\{", StringComparison.Ordinal).Replace("}", "\\}", StringComparison.Ordinal);
}
