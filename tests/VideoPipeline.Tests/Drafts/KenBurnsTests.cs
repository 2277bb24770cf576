using CsCheck;
using VideoPipeline.Drafts;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Tests.Drafts;

public sealed class KenBurnsTests
{
    private static readonly Gen<(int Width, int Height, double Seconds, int Index, ulong Seed)> Any =
        Gen.Select(Gen.Int[1, 9000], Gen.Int[1, 9000], Gen.Double[0.2, 600], Gen.Int[0, 9], Gen.ULong);

    [Fact]
    public void Choose_AnyPictureAndCanvas_NeverShowsTheGround() =>
        Gen.Select(Any, Gen.Int[8, 1000], Gen.Int[8, 1000]).Sample((picture, halfWidth, halfHeight) =>
        {
            var canvas = new DraftCanvas(halfWidth * 2, halfHeight * 2);
            KenBurnsMove move = Move(canvas, picture);

            // at many moments, by the picture's own edges in pixels, not by the formula that chose the move
            return Enumerable.Range(0, 41).All(step => Covers(canvas, picture.Width, picture.Height, move, step / 40.0));
        });

    [Fact]
    public void Choose_AnyPicture_MovesButGently() =>
        Any.Sample(picture =>
        {
            KenBurnsMove move = Move(DraftCanvas.FullHd, picture);
            double zoom = Math.Max(move.From.Scale, move.To.Scale) / Math.Min(move.From.Scale, move.To.Scale);
            return zoom is > 1.03 and < 1.13;
        });

    [Fact]
    public void Choose_OneAfterTheOther_ZoomsInAndOutByTurns()
    {
        KenBurnsMove first = Move(DraftCanvas.FullHd, (1600, 900, 10, 0, 1));
        KenBurnsMove second = Move(DraftCanvas.FullHd, (1600, 900, 10, 1, 1));

        (first.To.Scale > first.From.Scale).Should().BeTrue();
        (second.To.Scale < second.From.Scale).Should().BeTrue();
    }

    private static KenBurnsMove Move(DraftCanvas canvas, (int Width, int Height, double Seconds, int Index, ulong Seed) picture)
    {
        var scene = new Scene("a.jpg", picture.Width, picture.Height, new Timerange(0, (long)(picture.Seconds * 1e6)));
        byte[] seed = new byte[16];
        BitConverter.TryWriteBytes(seed, picture.Seed);
        return KenBurns.Choose(canvas, scene, picture.Index, new SeededRandom(new RunId(new Guid(seed)), "test"));
    }

    private static bool Covers(DraftCanvas canvas, int width, int height, KenBurnsMove move, double share)
    {
        double At(double from, double to) => from + ((to - from) * share);
        double fit = Math.Min((double)canvas.Width / width, (double)canvas.Height / height) * At(move.From.Scale, move.To.Scale);
        double middleX = canvas.Width / 2.0 * (1 + At(move.From.X, move.To.X));
        double middleY = canvas.Height / 2.0 * (1 - At(move.From.Y, move.To.Y));
        return middleX - (width * fit / 2) <= 0 && middleX + (width * fit / 2) >= canvas.Width
            && middleY - (height * fit / 2) <= 0 && middleY + (height * fit / 2) >= canvas.Height;
    }
}
