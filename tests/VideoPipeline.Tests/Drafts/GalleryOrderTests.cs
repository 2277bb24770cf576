using CsCheck;
using VideoPipeline.Drafts;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Tests.Drafts;

public sealed class GalleryOrderTests
{
    [Fact]
    public void Choose_AnyCounts_ShowsAllBeforeRepeatingAndNoneTwiceInARow() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 60], Gen.Guid).Sample((available, shown, run) =>
        {
            IReadOnlyList<int> order = [.. GalleryOrder.Choose(available, new SeededRandom(new RunId(run), "pictures")).Take(shown)];

            bool each = order.Chunk(available).Where(round => round.Length == available).All(round => round.Distinct().Count() == available);
            bool apart = available == 1 || order.Zip(order.Skip(1)).All(pair => pair.First != pair.Second);
            return order.Count == shown && each && apart && order.All(i => i >= 0 && i < available);
        });

    [Fact]
    public void Choose_SameRun_IsTheSameAndOtherRunsDiffer()
    {
        IReadOnlyList<int> Order(string run) => [.. GalleryOrder.Choose(20, new SeededRandom(RunId.Parse(run), "pictures")).Take(20)];

        IReadOnlyList<int> first = Order("0190163d-8694-739b-aea5-966c26f8ad91");

        first.Should().Equal(Order("0190163d-8694-739b-aea5-966c26f8ad91")).And.NotEqual(Order("0190163d-8694-739b-aea5-966c26f8ad92"));
    }
}
