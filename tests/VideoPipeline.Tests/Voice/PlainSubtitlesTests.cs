using VideoPipeline.Voice;

namespace VideoPipeline.Tests.Voice;

public sealed class PlainSubtitlesTests
{
    [Fact]
    public void Of_Cues_AreInLowerCaseWithoutPunctuation()
    {
        SrtDocument document = new([Cue(0, "It's 5 o'clock,\nMr. Brown-Smith!"), Cue(1, "…"), Cue(2, "“他们”说：好。")]);

        SrtDocument plain = PlainSubtitles.Of(document);

        plain.Cues.Should().Equal(Cue(0, "its 5 oclock\nmr brownsmith"), Cue(2, "他们说好"));
    }

    private static SubtitleCue Cue(int second, string text) => new(TimeSpan.FromSeconds(second), TimeSpan.FromSeconds(second + 1), text);
}
