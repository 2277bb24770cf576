using CsCheck;
using VideoPipeline.Voice;
using VideoPipeline.Voice.EasyVoice;

namespace VideoPipeline.Tests.Voice.EasyVoice;

public sealed class SentenceTimingTests
{
    private const int Rate = 1_000;

    private static readonly Gen<(int Count, int Samples, (int At, string Word)[] Words)> Words = Gen.Select(
        Gen.Int[1, 6],
        Gen.Int[1, 5_000],
        Gen.Select(Gen.Int[0, 6_000], Gen.OneOf(Gen.Const("word"), Gen.Const("x"), Gen.Const("…"))).Array[0, 30]);

    [Fact]
    public void Measure_EachSentence_LastsUntilTheNextBegins()
    {
        IReadOnlyList<SpokenSentence>? sentences = Measure(
            ["He came.", "He saw!", "He won?"],
            3_000,
            (100, "He"), (300, "came."), (900, "He"), (1_200, "saw!"), (2_000, "He"), (2_300, "won?"));

        sentences!.Select(s => s.Samples).Should().Equal(900, 1_100, 1_000);
    }

    [Fact]
    public void Measure_Chinese_GoesByTheSameWords()
    {
        IReadOnlyList<SpokenSentence>? sentences = Measure(
            ["他来了。", "他看见了。"], 2_000, (50, "他"), (200, "来"), (400, "了"), (900, "他"), (1_100, "看见"), (1_400, "了"));

        sentences!.Select(s => s.Samples).Should().Equal(900, 1_100);
    }

    [Fact]
    public void Measure_WordsThatTheEngineLeavesOutOrSpellsOtherwise_DoNotMatter()
    {
        IReadOnlyList<SpokenSentence>? sentences = Measure(
            ["In 1921 it was “cold”.", "Nobody knew."],
            2_000,
            (0, "In"), (100, "nineteen"), (500, "was"), (700, "cold”."), (1_000, "NOBODY"), (1_500, "knew"));

        sentences!.Select(s => s.Samples).Should().Equal(1_000, 1_000);
    }

    [Fact]
    public void Measure_SentenceWithoutWords_SharesTheTimeBetweenItsNeighbours()
    {
        IReadOnlyList<SpokenSentence>? sentences = Measure(["Abcd.", "Efgh.", "Ijkl."], 3_000, (0, "Abcd"), (2_000, "Ijkl"));

        sentences!.Select(s => s.Samples).Should().Equal(1_000, 1_000, 1_000);
    }

    [Fact]
    public void Measure_MostSentencesWithoutWords_IsNoMeasure() =>
        Measure(["Abcd.", "Efgh.", "Ijkl."], 3_000, (0, "Abcd")).Should().BeNull();

    [Fact]
    public void Measure_WordsBeyondTheAudio_IsNoMeasure() =>
        Measure(["Abcd.", "Efgh."], 1_000, (0, "Abcd"), (1_500, "Efgh")).Should().BeNull();

    [Fact]
    public void Measure_AnyWords_TogetherAreTheAudio() => Words.Sample((count, samples, words) =>
    {
        string[] sentences = [.. Enumerable.Range(0, count).Select(i => $"One word x{i}.")];

        IReadOnlyList<SpokenSentence>? measured = Measure(sentences, samples, words);

        return measured is null || (measured.Sum(s => s.Samples) == samples && measured.All(s => s.Samples > 0));
    });

    private static IReadOnlyList<SpokenSentence>? Measure(
        IReadOnlyList<string> sentences, int samples, params (int At, string Word)[] words) =>
        SentenceTiming.Measure(
            sentences,
            [.. words.Select(w => new SubtitleCue(TimeSpan.FromMilliseconds(w.At), TimeSpan.FromMilliseconds(w.At + 50), w.Word))],
            new PcmAudio(Rate, new byte[samples * PcmAudio.BytesPerSample]));
}
