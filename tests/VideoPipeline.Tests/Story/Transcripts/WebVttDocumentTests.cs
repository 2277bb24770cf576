using VideoPipeline.Story;
using VideoPipeline.Story.Transcripts;
using VideoPipeline.Voice;

namespace VideoPipeline.Tests.Story.Transcripts;

public sealed class WebVttDocumentTests
{
    private const string Manual =
        """
        WEBVTT - The lighthouse
        Kind: captions

        STYLE
        ::cue { color: red }

        NOTE the first one has no hours
        00 is not a time

        intro
        00:01.000 --> 00:03.500 align:start position:0%
        <v Anna>The lamp &amp; the <i>sea</i></v>
        belong together.

        01:00:04.000 --> 01:00:05.000
        - It went out.

        """;

    // as YouTube's own captions roll: each cue repeats the line before
    private const string Automatic =
        """
        WEBVTT
        Kind: captions
        Language: en

        00:00:00.240 --> 00:00:02.070 align:start position:0%

        the<00:00:00.480><c> lamp</c><00:00:00.799><c> had</c><00:00:01.120><c> burned</c>

        00:00:02.070 --> 00:00:02.080 align:start position:0%
        the lamp had burned


        00:00:02.080 --> 00:00:04.000 align:start position:0%
        the lamp had burned
        for<00:00:02.480><c> ninety</c><00:00:02.799><c> years</c>

        """;

    [Fact]
    public void Parse_Cues_AreTimesAndText() => WebVttDocument.Parse(Manual).Should().BeEquivalentTo(
        [
            new SubtitleCue(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3.5), "<v Anna>The lamp &amp; the <i>sea</i></v>\nbelong together."),
            new SubtitleCue(new TimeSpan(1, 0, 4), new TimeSpan(1, 0, 5), "- It went out."),
        ],
        o => o.WithStrictOrdering());

    [Fact]
    public void Parse_BrokenTimes_NamesTheLine()
    {
        Action parse = () => WebVttDocument.Parse("WEBVTT\n\n00:01.000 --> soon\nText");

        parse.Should().Throw<FormatException>().WithMessage("Line 3 of the subtitles is \"00:01.000 --> soon\"*");
    }

    [Theory]
    [InlineData("\uFEFFWEBVTT\n\n", true)]
    [InlineData("WEBVTT", true)]
    [InlineData("WEBVTTX", false)]
    [InlineData("The WEBVTT format", false)]
    public void IsWebVtt_Signature_Decides(string text, bool expected) => WebVttDocument.IsWebVtt(text).Should().Be(expected);

    [Fact]
    public void Transcript_OfWebVtt_IsTheWordsWithoutMarkup() =>
        Transcript.Parse(Manual, 1).Sentences.Select(s => s.Text).Should().Equal("The lamp & the sea belong together.", "It went out.");

    [Fact]
    public void Transcript_OfRollingCaptions_SaysEachLineOnce() =>
        Transcript.Parse(Automatic, 1).Sentences.Select(s => s.Text).Should().Equal("The lamp had burned for ninety years.");

    [Fact]
    public void Transcript_OfCaptionsWithoutText_SaysSo()
    {
        Action parse = () => Transcript.Parse("WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>\n", 1);

        parse.Should().Throw<TranscriptUnusableException>().WithMessage("*WebVTT without any text*");
    }
}
