namespace VideoPipeline.Drafts;

/// <summary>
/// The slow move over a still picture. Positions are in half canvas sizes and scale 1 is the picture fitted into the canvas, so with
/// f = min(W/w, H/h) a picture of w x h covers the canvas from scale s = max(W/(w f), H/(h f)) on, and at a scale s its middle may be off by
/// at most w f s/W - 1 sideways and h f s/H - 1 up or down before the ground shows. Scale and position both change evenly in time, so
/// a move that shows no ground at its ends shows none between them.
/// </summary>
internal static class KenBurns
{
    // a picture that merely covers could show a line of ground by rounding
    private const double LeastZoom = 1.015;
    private const double UsedRoom = 0.995;
    private const double ZoomPerSecond = 0.008;
    private const double SlightestZoom = 0.04;
    private const double StrongestZoom = 0.12;

    // in half canvas sizes: about 22 pixels a second on a Full HD canvas's height
    private const double PanPerSecond = 0.04;
    private const double ShortestPan = 0.1;

    /// <summary>A move for the scene number <paramref name="index"/>: in and out by turns, in a random direction.</summary>
    public static KenBurnsMove Choose(DraftCanvas canvas, Scene scene, int index, SeededRandom random)
    {
        (double widest, double highest) = Reach(canvas, scene.Width, scene.Height);
        double seconds = scene.Shown.Duration / 1e6;
        double cover = 1 / Math.Min(widest, highest);
        double zoom = scene.Liveliness * Math.Clamp(ZoomPerSecond * seconds, SlightestZoom, StrongestZoom);
        double far = cover * LeastZoom;
        double near = far * (1 + zoom);
        (double from, double to) = index % 2 == 0 ? (far, near) : (near, far);

        double travel = scene.Liveliness * (ShortestPan + (PanPerSecond * seconds));
        (double fromX, double toX) = Pan((widest * from * UsedRoom) - 1, (widest * to * UsedRoom) - 1, travel, random);
        (double fromY, double toY) = Pan((highest * from * UsedRoom) - 1, (highest * to * UsedRoom) - 1, travel, random);
        return new KenBurnsMove(new KenBurnsView(from, fromX, fromY), new KenBurnsView(to, toX, toY));
    }

    /// <summary>How much of the canvas's width and height the picture takes at scale 1: one of them all, the other all or less.</summary>
    public static (double Width, double Height) Reach(DraftCanvas canvas, int width, int height)
    {
        double fit = Math.Min((double)canvas.Width / width, (double)canvas.Height / height);
        return (width * fit / canvas.Width, height * fit / canvas.Height);
    }

    // From one side of the middle to the other, no further than the room at either end and than is restful.
    private static (double From, double To) Pan(double roomFrom, double roomTo, double travel, SeededRandom random)
    {
        int direction = random.Next(2) == 0 ? 1 : -1;
        double half = travel / 2;
        return (direction * Math.Min(roomFrom, half), -direction * Math.Min(roomTo, half));
    }
}
