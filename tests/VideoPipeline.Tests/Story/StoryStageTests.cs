using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Limits;
using VideoPipeline.Story;
using VideoPipeline.Story.Extractive;
using VideoPipeline.Story.Transcripts;
using VideoPipeline.Testing;

namespace VideoPipeline.Tests.Story;

public sealed class StoryStageTests(Azurite azurite) : IClassFixture<Azurite>
{
    [Fact]
    public async Task AssembleAsync_SecondAnswerHasNoSlot_KeepsTheFirst()
    {
        var writer = new OneRequestAtATime();
        await using StageFixture fixture = StageFixture.Create(azurite, writer);
        StoryOrder order = await fixture.OrderAsync(Samples.Short);
        Func<Task> write = () => fixture.WriteAsync(order);
        await write.Should().ThrowAsync<RequestNotReservedException>();
        (await fixture.BlobNamesAsync(ArtifactKind.Story)).Should()
            .Contain(ArtifactNames.ChineseSummary).And.NotContain(ArtifactNames.YouTubeMetadata);

        await fixture.WriteAsync(order);

        writer.Summaries.Should().Be(1);
        writer.Descriptions.Should().Be(2);
    }

    /// <summary>Has no slot for the description at first.</summary>
    private sealed class OneRequestAtATime : IStoryWriter
    {
        private readonly ExtractiveWriter inner = new(Options.Create(new StoryOptions()));

        public string Name => inner.Name;

        public string Fingerprint => inner.Fingerprint;

        public int Summaries { get; private set; }

        public int Descriptions { get; private set; }

        public Task<StoryFramework> PlanAsync(Transcript transcript, StoryWishes wishes, CancellationToken cancellationToken) =>
            inner.PlanAsync(transcript, wishes, cancellationToken);

        public Task<string> WriteSegmentAsync(StorySegmentOrder order, CancellationToken cancellationToken) =>
            inner.WriteSegmentAsync(order, cancellationToken);

        public Task<string> SummarizeInChineseAsync(WrittenStory story, CancellationToken cancellationToken)
        {
            Summaries++;
            return inner.SummarizeInChineseAsync(story, cancellationToken);
        }

        public Task<YouTubeMetadata> DescribeAsync(WrittenStory story, CancellationToken cancellationToken) => ++Descriptions == 1
            ? throw new RequestNotReservedException("llm:openai")
            : inner.DescribeAsync(story, cancellationToken);
    }
}
