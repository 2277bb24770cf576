using System.Text;
using CsCheck;
using Microsoft.Extensions.Options;
using VideoPipeline.Pipelines;
using VideoPipeline.Story;
using VideoPipeline.Story.Extractive;
using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Tests.Story;

/// <summary>Transcripts that nobody would write: each gives a story with words in it, or is refused with a reason.</summary>
public sealed class TranscriptFuzzTests
{
    private static readonly Gen<string> Word = Gen.OneOf(
        Of("the", "lamp", "Mr.", "burned", "Anna", "said", "1921", "U.S.", "e.g.", "ships", "light", "never"),
        Gen.Char['a', 'z'].Array[1, 14].Select(c => new string(c)),
        Gen.Char['一', '龥'].Array[1, 20].Select(c => new string(c)),
        Of("灯塔", "九十年", "他说", "于是", "军队", "三"),
        Of("!!!", "?!", "...", "…", "——", "“", "”", "\"", "(", "）", "<i>", "</i>", "&amp;", "{\\an8}", "[Music]", "♪"),
        Of("маяк", "مرحبا", "灯台の", "👩‍🚀", "e\u0301", "\u200B", "\uFEFF", "\0", "\u0001", "\uD800", "\t"),
        Gen.Char['\u0001', '\uFFFD'].Array[1, 6].Select(c => new string(c)));

    private static readonly Gen<string> Mark = Of(". ", "。", "! ", "？", ", ", "，", " ", "; ", "\n", "\n\n", "\r\n", "：");

    private static readonly Gen<string> Plain = Gen.Select(Word, Mark, (w, m) => w + m).Array[0, 300].Select(string.Concat);

    private static readonly Gen<string> Times = Gen.Select(
        Gen.Int[0, 400_000], Gen.Int[-500, 9_000], Of(",", ".", ":", ""), (start, length, point) =>
        $"{At(start, point)} --> {At(Math.Max(0, start + length), point)}");

    private static readonly Gen<string> Cue = Gen.Select(
        Of("1\n", "", "x\n", "999999999999\n", "-1\n"), Times, Word.Array[0, 12], Of("\n\n", "\n", "\n\n\n", ""), (number, times, words, end) =>
        $"{number}{times}\n{string.Join(' ', words)}{end}");

    private static readonly Gen<string> Subtitles = Gen.Select(
        Of("", "WEBVTT\n\n", "WEBVTT - x\nKind: captions\n\n", "\uFEFF"), Cue.Array[0, 80], (head, cues) => head + string.Concat(cues));

    private static readonly Gen<string> Endless = Gen.Select(
        Of("a", "a ", "a. ", "字", "字，", "“", "!", "1.", "a.b", "\"a\" ", "(", "\n\n", "Mr. ", "x,", " "), Gen.Int[1, 6_000], (piece, count) =>
        new StringBuilder().Insert(0, piece, count).ToString());

    private static readonly ExtractiveWriter Writer = new(Options.Create(new StoryOptions()));

    [Fact]
    public Task Transcript_Any_GivesAStoryOrAReason() => FuzzAsync(0, 500);

    [Fact]
    [Trait("Category", "Soak")]
    public Task Transcript_TenThousand_GiveAStoryOrAReason() => FuzzAsync(500, 10_000);

    [Theory]
    [InlineData("The lamp burned every night and nobody knew why. ")]
    [InlineData("灯塔每天晚上都亮着，没有人知道为什么。")]
    [InlineData("word ")]
    [InlineData("字")]
    public async Task Transcript_LineOfFiveMegabytes_EndsWell(string piece)
    {
        string line = new StringBuilder().Insert(0, piece, 5_000_000 / Encoding.UTF8.GetByteCount(piece)).ToString();

        await TellAsync(line);
    }

    [Theory]
    [InlineData("...!!!???")]
    [InlineData("。。。！？")]
    [InlineData("\0\0\0\0")]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\n...\n")]
    public async Task Transcript_WithoutAWord_IsRefused(string text)
    {
        Func<Task> tell = () => TellAsync(text, refusable: false);

        await tell.Should().ThrowAsync<TranscriptUnusableException>();
    }

    private static async Task FuzzAsync(int first, int count)
    {
        Gen<string> any = Gen.OneOf(Plain, Plain, Subtitles, Subtitles, Endless);
        for (int i = first; i < first + count; i++)
        {
            string text = any.Generate(new PCG(1, (ulong)i), null, out _);

            Func<Task> tell = () => TellAsync(text);

            await tell.Should().NotThrowAsync("transcript {0} of the seed is {1} ...", i, text[..Math.Min(200, text.Length)]);
        }
    }

    private static async Task TellAsync(string text, bool refusable = true)
    {
        StoryFramework framework;
        Transcript transcript;
        try
        {
            transcript = Transcript.Parse(text, 120);
            framework = await Writer.PlanAsync(transcript, StoryWishes.None, default);
        }
        catch (StageFailedException e) when (refusable)
        {
            e.Message.Should().NotBeNullOrWhiteSpace();
            return;
        }

        string[] segments = await Task.WhenAll(Enumerable.Range(0, framework.Segments.Count)
            .Select(i => Writer.WriteSegmentAsync(new StorySegmentOrder(transcript, framework, i), default)));
        var story = new WrittenStory(framework, segments);
        segments.Should().NotBeEmpty().And.OnlyContain(s => s.Any(char.IsLetterOrDigit));
        framework.Title.Should().NotBeNullOrWhiteSpace();
        framework.Title.Length.Should().BeLessThanOrEqualTo(100);
        (await Writer.SummarizeInChineseAsync(story, default)).Should().NotBeNullOrWhiteSpace();
        YouTubeMetadata metadata = await Writer.DescribeAsync(story, default);
        metadata.Title.Should().NotBeNullOrWhiteSpace();
        Encoding.UTF8.GetByteCount(metadata.Description).Should().BeInRange(1, 5000);
    }

    private static Gen<string> Of(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    private static string At(int milliseconds, string point)
    {
        TimeSpan time = TimeSpan.FromMilliseconds(milliseconds);
        return $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}{point}{time.Milliseconds:000}";
    }
}
