using SkiaSharp;
using VideoPipeline.Drafts;

namespace VideoPipeline.Exporter.Rendering;

/// <summary>Draws the change from one picture to the next.</summary>
internal static class TransitionPainter
{
    /// <summary>Draws a moment of a transition.</summary>
    /// <param name="canvas">What to draw on.</param>
    /// <param name="size">The canvas's size.</param>
    /// <param name="kind">What it looks like.</param>
    /// <param name="progress">0 at its start, 1 at its end.</param>
    /// <param name="earlier">Draws the earlier picture with an opacity.</param>
    /// <param name="later">Draws the later picture with an opacity.</param>
    public static void Draw(
        SKCanvas canvas, DraftCanvas size, TransitionKind kind, double progress, Action<SKCanvas, double> earlier, Action<SKCanvas, double> later)
    {
        if (kind == TransitionKind.FlashBlack || kind == TransitionKind.FlashWhite)
        {
            Flash(canvas, kind == TransitionKind.FlashBlack ? SKColors.Black : SKColors.White, progress, earlier, later);
        }
        else if (kind == TransitionKind.SlideLeft || kind == TransitionKind.SlideRight)
        {
            Slide(canvas, size, kind == TransitionKind.SlideLeft ? -1 : 1, Eased(progress), earlier, later);
        }
        else
        {
            earlier(canvas, 1);
            later(canvas, progress);
        }
    }

    private static void Flash(SKCanvas canvas, SKColor through, double progress, Action<SKCanvas, double> earlier, Action<SKCanvas, double> later)
    {
        (progress < 0.5 ? earlier : later)(canvas, 1);
        double cover = 1 - Math.Abs((2 * progress) - 1);
        canvas.DrawColor(through.WithAlpha((byte)Math.Round(cover * 255)), SKBlendMode.SrcOver);
    }

    private static void Slide(
        SKCanvas canvas, DraftCanvas size, int direction, double progress, Action<SKCanvas, double> earlier, Action<SKCanvas, double> later)
    {
        // each picture stays inside its own half of the sheet that moves past: pictures are larger than the canvas
        var frame = new SKRect(0, 0, size.Width, size.Height);
        Shifted(canvas, frame, (float)(direction * progress * size.Width), earlier);
        Shifted(canvas, frame, (float)(direction * (progress - 1) * size.Width), later);
    }

    private static void Shifted(SKCanvas canvas, SKRect frame, float by, Action<SKCanvas, double> draw)
    {
        canvas.Save();
        canvas.Translate(by, 0);
        canvas.ClipRect(frame);
        draw(canvas, 1);
        canvas.Restore();
    }

    private static double Eased(double progress) => progress * progress * (3 - (2 * progress));
}
