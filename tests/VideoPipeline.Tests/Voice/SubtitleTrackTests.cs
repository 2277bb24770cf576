using CsCheck;
using VideoPipeline.Voice;

namespace VideoPipeline.Tests.Voice;

public sealed class SubtitleTrackTests
{
    private const int Rate = 24_000;

    private static readonly Gen<string> Word = Gen.OneOf(
        Gen.Char['a', 'z'].Array[1, 12].Select(c => new string(c)),
        Gen.Char['a', 'z'].Array[1, 12].Select(c => new string(c) + ","),
        Gen.Char['一', '龥'].Array[1, 30].Select(c => new string(c)),
        Gen.Char['一', '龥'].Array[1, 12].Select(c => new string(c) + "，"),
        Gen.Const("don't"),
        Gen.Const("1,921.5"),
        Gen.Const("👩‍🚀"),
        Gen.Char['A', 'Z'].Array[30, 90].Select(c => new string(c)));

    // a sentence, and how many milliseconds a letter of it takes
    private static readonly Gen<(string Text, int Milliseconds)> Sentence = Gen.Select(
        Word.Array[1, 40], Gen.Int[40, 110], (words, pace) =>
        {
            string text = string.Join(' ', words) + ".";
            return (text, 350 + (pace * text.Sum(c => c >= '一' ? 3 : char.IsLetterOrDigit(c) ? 1 : 0)));
        });

    [Fact]
    public void Create_AnySpeech_GivesCuesWithinTheLimits() => Sentence.Array[1, 12].Sample(
        sentences =>
        {
            SpokenSentence[] spoken = [.. sentences.Select(s => new SpokenSentence(s.Text, s.Milliseconds * (Rate / 1000)))];

            SrtDocument track = SubtitleTrack.Create(spoken, Rate);

            double total = spoken.Sum(s => (double)s.Samples) / Rate;
            AssertReadable(track, total);
            Letters(string.Concat(track.Cues.Select(c => c.Text))).Should().Be(Letters(string.Concat(spoken.Select(s => s.Text))));
        },
        iter: 500);

    [Theory]
    [InlineData(30.0)]
    [InlineData(7.5)]
    public void Create_WordThatLastsTooLong_IsShownForSevenSecondsAndEndsWithTheSpeech(double seconds)
    {
        SpokenSentence[] spoken = [new("Well.", (int)(seconds * Rate))];

        SrtDocument track = SubtitleTrack.Create(spoken, Rate);

        AssertReadable(track, seconds);
    }

    [Fact]
    public void Create_SpeechOfLessThanASecond_IsOneCueOfItsLength() =>
        SubtitleTrack.Create([new SpokenSentence("No.", Rate / 2)], Rate).Cues.Should().Equal(
            new SubtitleCue(TimeSpan.Zero, TimeSpan.FromSeconds(0.5), "No."));

    private static void AssertReadable(SrtDocument track, double total)
    {
        track.Cues.Should().NotBeEmpty();
        track.Cues[^1].End.TotalSeconds.Should().BeApproximately(total, 0.002);
        track.Cues.Zip(track.Cues.Skip(1)).Should().OnlyContain(pair => pair.First.End <= pair.Second.Start);
        track.Cues.Should().OnlyContain(c => c.End - c.Start <= TimeSpan.FromSeconds(7));
        track.Cues.Should().OnlyContain(c => c.End - c.Start >= TimeSpan.FromSeconds(Math.Min(1, total)));
        track.Cues.Select(c => c.Text.Split('\n')).Should().OnlyContain(lines => lines.Length <= 2);
        track.Cues.SelectMany(c => c.Text.Split('\n')).Should().OnlyContain(line => Columns.Of(line) <= 42);
    }

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));
}
