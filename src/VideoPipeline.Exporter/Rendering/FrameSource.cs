using System.Runtime.InteropServices;
using SkiaSharp;
using VideoPipeline.Drafts;

namespace VideoPipeline.Exporter.Rendering;

/// <summary>
/// Draws a draft's pictures, frame after frame, and writes them as <see cref="PlanarFrame"/>s. While one frame is being written the next
/// one is drawn.
/// </summary>
internal sealed class FrameSource(DraftScript script, string media)
{
    private const int BytesPerPixel = 4;

    /// <summary>How many frames the draft has.</summary>
    public long FrameCount { get; } = (long)Math.Round(script.Duration / 1e6 * script.FramesPerSecond, MidpointRounding.AwayFromZero);

    /// <summary>Writes all frames.</summary>
    /// <exception cref="RenderFailedException">A picture is missing or cannot be decoded.</exception>
    public async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        PictureTrack[] tracks = [.. script.Tracks.Where(track => track.Kind == TrackKind.Video).Select(track => new PictureTrack(script, track, media))];
        using var sheet = new Sheet(script.Canvas);
        var drawn = new PlanarFrame(script.Canvas);
        var written = new PlanarFrame(script.Canvas);
        try
        {
            Task writing = Task.CompletedTask;
            for (long i = 0; i < FrameCount; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Draw(tracks, sheet.Canvas, i * 1e6 / script.FramesPerSecond);
                drawn.Take(sheet.Pixels);
                await writing;
                (drawn, written) = (written, drawn);
                writing = stream.WriteAsync(written.Bytes, cancellationToken).AsTask();
            }

            await writing;
        }
        finally
        {
            foreach (PictureTrack track in tracks)
            {
                track.Dispose();
            }
        }
    }

    private static void Draw(PictureTrack[] tracks, SKCanvas canvas, double time)
    {
        canvas.Clear(SKColors.Black);
        foreach (PictureTrack track in tracks)
        {
            track.Draw(canvas, time);
        }
    }

    // what is drawn on: blue, green, red and opacity, 8 bits each, rows from the top
    private sealed class Sheet : IDisposable
    {
        private readonly GCHandle pin;
        private readonly byte[] pixels;
        private readonly SKSurface surface;

        public Sheet(DraftCanvas size)
        {
            var info = new SKImageInfo(size.Width, size.Height, SKColorType.Bgra8888, SKAlphaType.Opaque);
            pixels = GC.AllocateUninitializedArray<byte>(size.Width * size.Height * BytesPerPixel, pinned: true);
            pin = GCHandle.Alloc(pixels, GCHandleType.Pinned);
            surface = SKSurface.Create(info, pin.AddrOfPinnedObject());
        }

        public SKCanvas Canvas => surface.Canvas;

        public ReadOnlySpan<byte> Pixels => pixels;

        public void Dispose()
        {
            surface.Dispose();
            pin.Free();
        }
    }
}
