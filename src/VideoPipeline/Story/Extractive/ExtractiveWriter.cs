using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Story.Extractive;

/// <summary>
/// The embedded writer: a story of the transcript's own sentences, in their order, without its repeats, its talk to the channel's viewers and
/// its weakest sentences. No network; the same transcript always gives the same story; linear in the text but for sorting the sentences.
/// </summary>
internal sealed class ExtractiveWriter(IOptions<StoryOptions> options) : IStoryWriter
{
    /// <summary>Its name in the setting <c>Story:Writer</c>.</summary>
    public const string WriterName = "extractive";

    // of the way that it chooses and cuts: to be raised when the same transcript comes out differently
    private const int Version = 2;

    private const int MostChapters = 24;
    private const int SummaryLength = 750;

    /// <inheritdoc/>
    public string Name => WriterName;

    /// <inheritdoc/>
    public string Fingerprint => string.Create(
        CultureInfo.InvariantCulture,
        $"{WriterName}:{Version}:{options.Value.KeptShare}:{options.Value.MaximumLength}:{options.Value.ChapterLength}");

    /// <inheritdoc/>
    public Task<StoryFramework> PlanAsync(Transcript transcript, StoryWishes wishes, CancellationToken cancellationToken)
    {
        if (wishes.Language is { } language && language != transcript.Language)
        {
            throw new TranscriptUnusableException(
                $"The story is wanted in \"{language}\", but the transcript is in \"{transcript.Language}\" and the writer \"{WriterName}\" does not " +
                "translate. Leave \"language\" out, upload a translation, or set Story:Writer to a language model.");
        }

        string[] sentences = [.. transcript.Sentences.Select(s => s.Text)];
        int most = Math.Min(wishes.Length ?? options.Value.MaximumLength, (int)(sentences.Sum(Script.SpokenLengthOf) * options.Value.KeptShare));
        IReadOnlyList<int> kept = SentenceSelection.Keep(sentences, SentenceRanking.ByPlace(transcript.Sentences), most);
        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyList<int> hook = HookChoice.Choose(sentences, SentenceRanking.ByWords(transcript.Sentences), kept);
        int[] body = [.. kept.Except(hook)];
        string[] keptSentences = [.. kept.Select(i => sentences[i])];
        return Task.FromResult(new StoryFramework(
            TitleMaker.ForStory(transcript.Heading, keptSentences, transcript.Language),
            transcript.Language,
            Join([.. hook.Select(i => sentences[i])], transcript.Language),
            Segments(transcript, body)));
    }

    /// <inheritdoc/>
    public Task<string> WriteSegmentAsync(StorySegmentOrder order, CancellationToken cancellationToken)
    {
        string[] sentences = [.. order.Plan.Sentences.Select(i => order.Transcript.Sentences[i].Text)];
        return Task.FromResult(Join(sentences, order.Framework.Language));
    }

    /// <summary>
    /// The key sentences under a Chinese head line. Of an English story they stay English, and the head line says so: this writer does not
    /// translate.
    /// </summary>
    public Task<string> SummarizeInChineseAsync(WrittenStory story, CancellationToken cancellationToken)
    {
        string language = story.Framework.Language;
        string head = language == "zh"
            ? $"《{story.Framework.Title}》故事摘要（机器摘录）"
            : $"《{story.Framework.Title}》故事摘要（机器摘录，未经翻译，以下为英文原句）";
        IReadOnlyList<string> keys = KeySentences(story);
        string body = language == "zh" ? Join(keys, language) : string.Join('\n', keys.Select(s => $"- {s}"));
        string chapters = string.Join('\n', story.Framework.Segments.Select((s, i) => $"{i + 1}. {s.Title}"));
        return Task.FromResult($"{head}\n\n{body}\n\n章节：\n{chapters}\n");
    }

    /// <inheritdoc/>
    public Task<YouTubeMetadata> DescribeAsync(WrittenStory story, CancellationToken cancellationToken)
    {
        StoryFramework framework = story.Framework;
        IReadOnlyList<string> phrases = KeyPhrases.Find(SentencesOf(story), framework.Language);
        return Task.FromResult(YouTubeRules.Apply(
            new YouTubeMetadata(framework.Title, Description(story), phrases, ImagePrompt(framework, phrases))));
    }

    private static string Description(WrittenStory story)
    {
        StoryFramework framework = story.Framework;
        bool chinese = framework.Language == "zh";
        var text = new StringBuilder();
        text.Append(framework.Hook.Length > 0 ? $"{framework.Hook}\n\n" : "");
        text.Append(Join(KeySentences(story), framework.Language)).Append("\n\n");
        text.Append(chinese ? "本期章节：" : "In this story:");
        foreach (StorySegmentPlan segment in framework.Segments)
        {
            text.Append("\n• ").Append(segment.Title);
        }

        return text.ToString();
    }

    private static string ImagePrompt(StoryFramework framework, IReadOnlyList<string> phrases)
    {
        string subjects = string.Join(", ", phrases.Take(4));
        return $"Cinematic wide illustration for a documentary titled \"{framework.Title}\"" +
            (subjects.Length > 0 ? $", showing {subjects}" : "") +
            ", dramatic natural light, rich detail, one clear focal point, room for a headline, no text in the picture, 16:9";
    }

    private static IReadOnlyList<string> KeySentences(WrittenStory story)
    {
        IReadOnlyList<string> sentences = SentencesOf(story);
        double[] scores = SentenceRanking.ByWords([.. sentences.Select(s => new TranscriptSentence(s, 0))]);
        int room = Math.Min(SummaryLength, sentences.Sum(Script.SpokenLengthOf) / 4);
        var chosen = new SortedSet<int>();
        foreach (int i in Enumerable.Range(0, sentences.Count).Where(i => !Phrasing.LeansBack(sentences[i]) && !Phrasing.LeansForward(sentences[i])).OrderByDescending(i => scores[i]))
        {
            int length = Script.SpokenLengthOf(sentences[i]);
            if (chosen.Count == 0 || length <= room)
            {
                chosen.Add(i);
                room -= length;
            }
        }

        return chosen.Count == 0 ? [sentences[0]] : [.. chosen.Select(i => sentences[i])];
    }

    private static IReadOnlyList<string> SentencesOf(WrittenStory story) => [.. story.Segments.SelectMany(SentenceSplitter.Split)];

    private static string Join(IReadOnlyList<string> sentences, string language) =>
        language == "zh" ? Unpunctuated.Join(sentences) : string.Join(' ', sentences);

    private List<StorySegmentPlan> Segments(Transcript transcript, int[] body)
    {
        TranscriptSentence[] sentences = [.. body.Select(i => transcript.Sentences[i])];
        int length = Math.Max(options.Value.ChapterLength, sentences.Sum(s => Script.SpokenLengthOf(s.Text)) / MostChapters);
        IReadOnlyList<int> starts = ChapterCuts.Find(sentences, length);
        var taken = new HashSet<string>();
        var segments = new List<StorySegmentPlan>();
        for (int i = 0; i < starts.Count; i++)
        {
            int end = i + 1 < starts.Count ? starts[i + 1] : sentences.Length;
            string title = TitleMaker.ForChapter([.. sentences[starts[i]..end].Select(s => s.Text)], taken);
            taken.Add(title);
            segments.Add(new StorySegmentPlan(title, body[starts[i]..end]));
        }

        return segments;
    }
}
