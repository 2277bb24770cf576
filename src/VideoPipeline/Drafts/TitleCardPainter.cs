using System.Globalization;
using SkiaSharp;

namespace VideoPipeline.Drafts;

/// <summary>
/// Draws a picture for each chapter of a story that has no pictures: its number, its title, and the story's name, in colours of its own.
/// What matters stays clear of the edges, which a slow zoom cuts off, and of the lower fifth, where the subtitles are.
/// </summary>
internal sealed class TitleCardPainter(FontFinder fonts)
{
    private const float DesignHeight = 1188;
    private const double Margin = 1.1;
    private const int JpegQuality = 93;
    private const int MaxTitleLines = 3;

    /// <summary>Draws one card, a tenth larger than the canvas so that a zoom stays sharp.</summary>
    /// <exception cref="Pipelines.ToolMissingException">No font on this machine can show the titles.</exception>
    public Picture Paint(TitleCard card, DraftCanvas canvas)
    {
        int width = (int)(canvas.Width * Margin);
        int height = (int)(canvas.Height * Margin);
        string label = LabelOf(card);
        FontFile file = fonts.For(label + card.Chapter + card.Story);
        using SKTypeface face = file.Open();
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Opaque));

        // drawn on a sheet of a fixed height, so that sizes below mean the same on every canvas
        surface.Canvas.Scale(height / DesignHeight);
        var sheet = new SKRect(0, 0, width * DesignHeight / height, DesignHeight);
        CardPalette palette = CardPalette.Of(card.Number);
        PaintGround(surface.Canvas, sheet, palette, card.Number);
        PaintNumeral(surface.Canvas, sheet, palette, face, card.Number);
        PaintWords(surface.Canvas, sheet, palette, face, label, card);

        using SKImage image = surface.Snapshot();
        using SKData encoded = image.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
        return new Picture(encoded.ToArray(), ".jpg", width, height);
    }

    private static string LabelOf(TitleCard card) => card switch
    {
        { Number: 0 } => "",
        { Language: "zh" } => string.Create(CultureInfo.InvariantCulture, $"第 {card.Number} 章"),
        _ => string.Create(CultureInfo.InvariantCulture, $"CHAPTER {card.Number}"),
    };

    private static void PaintGround(SKCanvas canvas, SKRect sheet, CardPalette palette, int number)
    {
        using var ground = new SKPaint { IsDither = true };
        ground.Shader = SKShader.CreateLinearGradient(
            new SKPoint(0, 0), new SKPoint(sheet.Width, sheet.Height), [palette.Mid, palette.Deep], SKShaderTileMode.Clamp);
        canvas.DrawRect(sheet, ground);

        // a light that wanders from card to card, and rings around it
        float angle = number * 137.5f * MathF.PI / 180;
        var light = new SKPoint(sheet.Width * (0.72f + (0.14f * MathF.Cos(angle))), sheet.Height * (0.4f + (0.2f * MathF.Sin(angle))));
        using var glow = new SKPaint { IsDither = true };
        glow.Shader = SKShader.CreateRadialGradient(
            light, sheet.Height * 0.75f, [palette.Glow.WithAlpha(150), palette.Glow.WithAlpha(0)], SKShaderTileMode.Clamp);
        canvas.DrawRect(sheet, glow);

        using var ring = new SKPaint { IsAntialias = true, IsStroke = true, StrokeWidth = 2 };
        for (int i = 1; i <= 7; i++)
        {
            ring.Color = palette.Accent.WithAlpha((byte)(72 - (9 * i)));
            canvas.DrawCircle(light, 70 * i + (6 * i * i), ring);
        }
    }

    private static void PaintNumeral(SKCanvas canvas, SKRect sheet, CardPalette palette, SKTypeface face, int number)
    {
        if (number == 0)
        {
            return;
        }

        using var font = new SKFont(face, 760) { Edging = SKFontEdging.Antialias };
        using var paint = new SKPaint { IsAntialias = true, Color = palette.Accent.WithAlpha(34) };
        string numeral = number.ToString(CultureInfo.InvariantCulture);
        canvas.DrawText(numeral, sheet.Width - 110, 800, SKTextAlign.Right, font, paint);
    }

    private static void PaintWords(SKCanvas canvas, SKRect sheet, CardPalette palette, SKTypeface face, string label, TitleCard card)
    {
        float left = sheet.Width * 0.1f;
        float widest = sheet.Width * 0.72f;
        using var accent = new SKPaint { IsAntialias = true, Color = palette.Accent };
        using var white = new SKPaint { IsAntialias = true, Color = SKColors.White };
        using var pale = new SKPaint { IsAntialias = true, Color = SKColors.White.WithAlpha(190) };

        using var small = new SKFont(face, 34) { Subpixel = true };
        string story = card.Story == card.Chapter ? "" : TextWrapping.Wrap(card.Story, widest, 1, text => small.MeasureText(text))[0];
        canvas.DrawText(story, left, 170, SKTextAlign.Left, small, pale);

        using var title = new SKFont(face, 104) { Subpixel = true };
        IReadOnlyList<string> lines = Fit(card.Chapter, title, widest);
        float lineHeight = title.Size * 1.22f;
        float top = (sheet.Height * 0.47f) - (lineHeight * lines.Count / 2);

        using var labelFont = new SKFont(face, 40) { Subpixel = true };
        DrawSpaced(canvas, label, left, top - 62, labelFont, accent);
        canvas.DrawRect(left, top - 30, 120, 6, accent);
        for (int i = 0; i < lines.Count; i++)
        {
            canvas.DrawText(lines[i], left, top + (lineHeight * (i + 0.92f)), SKTextAlign.Left, title, white);
        }
    }

    // the largest size at which the title takes no more than three lines; a title that is too long even then is cut
    private static IReadOnlyList<string> Fit(string title, SKFont font, float widest)
    {
        for (; ; font.Size -= 8)
        {
            IReadOnlyList<string> lines = TextWrapping.Balance(title, widest, text => font.MeasureText(text));
            if (lines.Count <= MaxTitleLines)
            {
                return lines;
            }

            if (font.Size <= 56)
            {
                return TextWrapping.Wrap(title, widest, MaxTitleLines, text => font.MeasureText(text));
            }
        }
    }

    private static void DrawSpaced(SKCanvas canvas, string text, float x, float y, SKFont font, SKPaint paint)
    {
        foreach (char letter in text)
        {
            string one = letter.ToString();
            canvas.DrawText(one, x, y, SKTextAlign.Left, font, paint);
            x += font.MeasureText(one) + (font.Size * 0.16f);
        }
    }
}
