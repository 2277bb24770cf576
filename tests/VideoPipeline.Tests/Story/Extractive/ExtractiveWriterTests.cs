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
}
