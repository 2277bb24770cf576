using SkiaSharp;
using VideoPipeline.Drafts;

namespace VideoPipeline.Exporter.Rendering;

/// <summary>Draws one video track, moment after moment. Only the pictures that are being shown are in memory.</summary>
internal sealed class PictureTrack(DraftScript script, Track track, string media) : IDisposable
{
    private readonly Dictionary<int, SegmentPicture> loaded = [];

    // time only goes forward, so what is over is never looked at again
    private int first;

    /// <summary>Draws the track at a moment.</summary>
    /// <param name="canvas">What to draw on.</param>
    /// <param name="time">Microseconds on the timeline; never less than at the last call.</param>
    public void Draw(SKCanvas canvas, double time)
    {
        for (int i = first; i < track.Segments.Count; i++)
        {
            Segment segment = track.Segments[i];
            double half = HalfTransitionAfter(i);
            if (time >= segment.Target.End + half)
            {
                Drop(i);
                continue;
            }

            if (time >= segment.Target.End - half && half > 0)
            {
                double progress = (time - (segment.Target.End - half)) / (2 * half);
                TransitionPainter.Draw(canvas, script.Canvas, track.TransitionAfter(i)!.Kind, progress, Layer(i, time), Layer(i + 1, time));
            }
            else if (time >= segment.Target.Start)
            {
                Layer(i, time)(canvas, 1);
            }

            return;
        }
    }

    public void Dispose()
    {
        foreach (SegmentPicture picture in loaded.Values)
        {
            picture.Dispose();
        }

        loaded.Clear();
    }

    private double HalfTransitionAfter(int index) => (track.TransitionAfter(index)?.Duration ?? 0) / 2.0;

    private Action<SKCanvas, double> Layer(int index, double time)
    {
        double offset = time - track.Segments[index].Target.Start;
        return (canvas, opacity) => Picture(index).Draw(canvas, offset, opacity);
    }

    private SegmentPicture Picture(int index)
    {
        if (!loaded.TryGetValue(index, out SegmentPicture? picture))
        {
            var segment = (PictureSegment)track.Segments[index];
            var material = (PictureMaterial)script.Find(segment.MaterialId)!;
            picture = SegmentPicture.Load(segment, Path.Combine(media, material.FileName), script.Canvas);
            loaded.Add(index, picture);
        }

        return picture;
    }

    private void Drop(int index)
    {
        first = index + 1;
        if (loaded.Remove(index, out SegmentPicture? over))
        {
            over.Dispose();
        }
    }
}
