using Microsoft.Extensions.Options;
using VideoPipeline.Story;
using VideoPipeline.Story.Extractive;
using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Tests.Story.Extractive;

public sealed class ExtractiveWriterTests
{
    private readonly ExtractiveWriter writer = new(Options.Create(new StoryOptions()));

    [Fact]
    public async Task PlanAsync_WishedLength_IsKept()
    {
        Transcript transcript = Transcript.Parse(Samples.Read("molasses-flood.srt"), 1);

        StoryFramework framework = await writer.PlanAsync(transcript, new StoryWishes(Minutes: 2), default);

        int length = Script.SpokenLengthOf(framework.Hook)
            + framework.Segments.SelectMany(s => s.Sentences).Sum(i => Script.SpokenLengthOf(transcript.Sentences[i].Text));
        length.Should().BeInRange(1500, 1900);
    }

    [Fact]
    public async Task PlanAsync_AnotherLanguage_SaysThatItDoesNotTranslate()
    {
        Transcript transcript = Transcript.Parse(Samples.Short, 1);

        Func<Task> plan = () => writer.PlanAsync(transcript, new StoryWishes("zh"), default);

        await plan.Should().ThrowAsync<TranscriptUnusableException>().WithMessage("*does not translate*Story:Writer*");
    }

    [Theory]
    [InlineData("molasses-flood.srt", 5, 8)]
    [InlineData("terracotta-army.txt", 4, 7)]
    public async Task Story_OfASample_ReadsOn(string sample, int fewestChapters, int mostChapters)
    {
        Transcript transcript = Transcript.Parse(Samples.Read(sample), 1);

        StoryFramework framework = await writer.PlanAsync(transcript, StoryWishes.None, default);

        framework.Segments.Count.Should().BeInRange(fewestChapters, mostChapters);
        framework.Segments.Select(s => s.Title).Should().OnlyHaveUniqueItems();
        framework.Hook.Should().NotBeEmpty().And.NotStartWith("The ", "a listener knows of no tank yet");
        int[] told = [.. framework.Segments.SelectMany(s => s.Sentences)];
        told.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        told.Select(i => transcript.Sentences[i].Text).Should().NotContain(s => framework.Hook.Contains(s));
        framework.Segments.Should().NotContain(s => Phrasing.LeansBack(transcript.Sentences[s.Sentences[0]].Text), "a chapter begins anew");
    }

    [Fact]
    public async Task DescribeAsync_Sample_HasTagsThatPeopleLookFor()
    {
        Transcript transcript = Transcript.Parse(Samples.Read("molasses-flood.srt"), 1);
        StoryFramework framework = await writer.PlanAsync(transcript, StoryWishes.None, default);
        string[] segments = [.. framework.Segments.Select(s => string.Join(' ', s.Sentences.Select(i => transcript.Sentences[i].Text)))];

        YouTubeMetadata metadata = await writer.DescribeAsync(new WrittenStory(framework, segments), default);

        metadata.Tags.Should().Contain(["molasses", "tank", "North End"]).And.NotContain("end");
    }

    [Theory]
    [InlineData("molasses-flood.srt")]
    [InlineData("terracotta-army.txt")]
    public async Task PlanAsync_Again_IsTheSame(string sample)
    {
        Transcript transcript = Transcript.Parse(Samples.Read(sample), 1);

        StoryFramework again = await writer.PlanAsync(Transcript.Parse(Samples.Read(sample), 1), StoryWishes.None, default);

        again.Should().BeEquivalentTo(await writer.PlanAsync(transcript, StoryWishes.None, default));
    }
}
