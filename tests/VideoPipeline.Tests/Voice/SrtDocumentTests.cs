using CsCheck;
using VideoPipeline.Voice;

namespace VideoPipeline.Tests.Voice;

public class SrtDocumentTests
{
    private static readonly Gen<string> Line =
        Gen.String[Gen.Char["abcXYZ 019,.:->你好，。’\"é<i>"], 1, 30].Where(s => !string.IsNullOrWhiteSpace(s)).Select(s => s.TrimEnd());

    private static readonly Gen<SubtitleCue> Cue =
        from start in Gen.Int[0, 400_000_000]
        from length in Gen.Int[1, 100_000]
        from lines in Line.List[1, 3]
        select new SubtitleCue(
            TimeSpan.FromMilliseconds(start), TimeSpan.FromMilliseconds((long)start + length), string.Join('\n', lines));

    [Fact]
    public void Parse_OfWhatToStringWrote_GivesTheSameCues() => Cue.List[0, 20].Sample(cues =>
    {
        SrtDocument read = SrtDocument.Parse(new SrtDocument(cues).ToString());

        read.Cues.Should().Equal(cues);
    });

    [Fact]
    public void ToString_TwoCues_IsSubRipWithLineFeeds()
    {
        var document = new SrtDocument(
            [new(TimeSpan.Zero, TimeSpan.FromMilliseconds(1500), "One,\ntwo."), new(TimeSpan.FromMilliseconds(1500), TimeSpan.FromHours(1.5), "三。")]);

        string text = document.ToString();

        text.Should().Be("1\n00:00:00,000 --> 00:00:01,500\nOne,\ntwo.\n\n2\n00:00:01,500 --> 01:30:00,000\n三。\n");
    }

    [Theory]
    [InlineData("\uFEFF1\r\n00:00:01,000 --> 00:00:02,000\r\nHi\r\n\r\n")]
    [InlineData("00:00:01.000 --> 00:00:02.000\nHi")]
    [InlineData("7\n0:0:1,000 --> 0:0:2,000 X1:10 Y1:20\nHi \n\n\n\n")]
    public void Parse_WhatIsFoundInTheWild_GivesItsCue(string text)
    {
        SrtDocument document = SrtDocument.Parse(text);

        document.Cues.Should().Equal(new SubtitleCue(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), "Hi"));
    }

    [Fact]
    public void Parse_BlankLineInsideACue_KeepsTheTextAfterIt()
    {
        SrtDocument document = SrtDocument.Parse("1\n00:00:01,000 --> 00:00:02,000\nOne\n\ntwo\n\n2\n00:00:03,000 --> 00:00:04,000\nThree\n");

        document.Cues.Select(c => c.Text).Should().Equal("One\ntwo", "Three");
    }

    [Fact]
    public void Parse_CueWithoutText_IsLeftOut()
    {
        SrtDocument document = SrtDocument.Parse("1\n00:00:01,000 --> 00:00:02,000\n\n2\n00:00:03,000 --> 00:00:04,000\nThree\n");

        document.Cues.Should().ContainSingle().Which.Text.Should().Be("Three");
    }

    [Theory]
    [InlineData("hello there", "Line 1")]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\nHi\n\n2\n00:00:0x,000 --> 00:00:04,000\nThree\n", "Line 6")]
    public void Parse_SomethingElse_NamesTheLine(string text, string line)
    {
        Action parse = () => SrtDocument.Parse(text);

        parse.Should().Throw<FormatException>().WithMessage($"*{line}*");
    }

    [Theory]
    [InlineData(0, 0, "text")]
    [InlineData(5, 4, "text")]
    [InlineData(-1, 4, "text")]
    [InlineData(0, 4, "")]
    [InlineData(0, 4, "a\n\nb")]
    [InlineData(0, 4, "a\r\nb")]
    public void New_CueThatTheFormatCannotExpress_IsRefused(int start, int end, string text)
    {
        Action create = () => _ = new SrtDocument([new(TimeSpan.FromSeconds(start), TimeSpan.FromSeconds(end), text)]);

        create.Should().Throw<ArgumentException>();
    }
}
