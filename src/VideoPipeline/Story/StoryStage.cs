using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Pipelines;
using VideoPipeline.Reports;
using VideoPipeline.Story.Transcripts;
using VideoPipeline.Story.YtDlp;

namespace VideoPipeline.Story;

/// <summary>
/// The story stage: transcript → framework → hook → segments (in parallel) → polish → story, summary and metadata. Every method may be run again at any
/// point: what is stored is adopted, and a finished stage answers at once.
/// </summary>
public sealed class StoryStage(
    ArtifactStore store,
    SourceStore sources,
    YtDlpTranscripts captions,
    IStoryWriter writer,
    RunJournal journal,
    IOptions<StoryOptions> options)
{
    private const string FrameworkName = "parts/framework.json";
    private const string SourceName = "parts/source.json";
    private const string HookName = "parts/hook.txt";
    private const string PolishName = "parts/polish.json";
    private const string ParagraphBreak = "\n\n";

    // for files that people read: Chinese stays Chinese
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Equal for orders whose stories would come out alike: the same source and wishes, the same writer under the same settings.</summary>
    public string FingerprintOf(StoryOrder order) => order.Wishes is null or { Language: null, Minutes: null }
        ? $"{order.SourceHash}:{writer.Fingerprint}"
        : $"{order.SourceHash}:{writer.Fingerprint}:{order.Wishes.Language}:{order.Wishes.Minutes}";

    /// <summary>Plans the story, or answers with the plan that is stored.</summary>
    /// <exception cref="TranscriptUnavailableException">The order names no source and none can be fetched, or its source is gone.</exception>
    /// <exception cref="TranscriptUnusableException">The transcript is empty, too short, broken, or in another language.</exception>
    public async Task<StoryPlan> PlanAsync(StoryOrder order, CancellationToken cancellationToken)
    {
        if (await ManifestAsync(order, cancellationToken) is { } done)
        {
            return new StoryPlan(done.Chapters.Count);
        }

        Transcript? transcript = null;
        StoryFramework? framework = await FrameworkAsync(order, cancellationToken);
        if (framework is null)
        {
            transcript = await TranscriptAsync(order, cancellationToken);
            StoryFramework planned = await DoAsync(
                order, "plan", () => writer.PlanAsync(transcript, order.Wishes ?? StoryWishes.None, cancellationToken), cancellationToken);
            framework = await store.AddJsonAsync(ArtifactKind.Story, order.Run, FrameworkName, planned, cancellationToken);
        }

        if (await FindAsync(order, HookName, cancellationToken) is null)
        {
            transcript ??= await TranscriptAsync(order, cancellationToken);
            string hook = await DoAsync(
                order, "hook", () => writer.WriteHookAsync(transcript, framework, cancellationToken), cancellationToken);
            await AddTextAsync(order, HookName, hook, cancellationToken);
        }

        return new StoryPlan(framework.Segments.Count);
    }

    /// <summary>Writes one segment of the plan, unless it is written.</summary>
    /// <param name="order">The same order as for <see cref="PlanAsync"/>.</param>
    /// <param name="segment">The segment's index, from 0.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <exception cref="ArgumentOutOfRangeException">The plan has no such segment.</exception>
    /// <exception cref="InvalidOperationException">There is no plan yet.</exception>
    public async Task WriteSegmentAsync(StoryOrder order, int segment, CancellationToken cancellationToken)
    {
        if (await IsWrittenAsync(order, segment, cancellationToken))
        {
            return;
        }

        StoryFramework framework = await RequireFrameworkAsync(order, cancellationToken);
        if (segment < 0 || segment >= framework.Segments.Count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(segment), segment, $"The story of {order.Run} has the segments 0 to {framework.Segments.Count - 1}.");
        }

        var segmentOrder = new StorySegmentOrder(await TranscriptAsync(order, cancellationToken), framework, segment);
        string text = await DoAsync(
            order, $"segment {segment + 1}", () => writer.WriteSegmentAsync(segmentOrder, cancellationToken), cancellationToken);
        await store.AddAsync(ArtifactKind.Story, order.Run, SegmentName(segment), BinaryData.FromString(text), cancellationToken);
    }

    /// <summary>Merges the segments to the story and adds its summary and metadata; the manifest, written last, ends the stage.</summary>
    /// <param name="order">The same order as for <see cref="PlanAsync"/>.</param>
    /// <param name="segments">How many segments the plan has.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <exception cref="InvalidOperationException">A segment is not written yet, or the plan has another number of them.</exception>
    public async Task<StoryManifest> AssembleAsync(StoryOrder order, int segments, CancellationToken cancellationToken)
    {
        if (await ManifestAsync(order, cancellationToken) is { } done)
        {
            return done;
        }

        StoryFramework framework = await RequireFrameworkAsync(order, cancellationToken);
        if (segments != framework.Segments.Count)
        {
            throw new InvalidOperationException(
                $"The story of {order.Run} is planned in {framework.Segments.Count} segments, but {segments} are to be assembled.");
        }

        WrittenStory story = await PolishAsync(
            order, new WrittenStory(framework, await SegmentsAsync(order, segments, cancellationToken)), cancellationToken);
        (string text, StoryChapter[] chapters) = Merge(story);
        ArtifactReference storyText = await AddTextAsync(order, ArtifactNames.Story, text, cancellationToken);
        Task<ArtifactReference> summarized = AddOnceAsync(
            order, ArtifactNames.ChineseSummary, "summary", () => writer.SummarizeInChineseAsync(story, cancellationToken), cancellationToken);
        Task<ArtifactReference> described = AddOnceAsync(
            order,
            ArtifactNames.YouTubeMetadata,
            "metadata",
            async () => JsonSerializer.Serialize(await writer.DescribeAsync(story, cancellationToken), Readable),
            cancellationToken);
        await Task.WhenAll(summarized, described);
        ArtifactReference summary = await summarized;
        ArtifactReference metadata = await described;
        var manifest = new StoryManifest(framework.Title, framework.Language, chapters, storyText, summary, metadata);
        return await store.AddJsonAsync(ArtifactKind.Story, order.Run, ArtifactNames.Manifest, manifest, cancellationToken);
    }

    private static string SegmentName(int segment) => string.Create(CultureInfo.InvariantCulture, $"parts/segment-{segment:000}.txt");

    // The hook opens chapter 1; a chapter reaches to where the next begins, so that together they cover all of the text.
    private static (string Text, StoryChapter[] Chapters) Merge(WrittenStory story)
    {
        IEnumerable<string> blocks = story.Segments.Select(s => s.Trim() + ParagraphBreak);
        string[] chapterTexts = [.. blocks];
        if (story.Framework.Hook.Length > 0)
        {
            chapterTexts[0] = story.Framework.Hook + ParagraphBreak + chapterTexts[0];
        }

        chapterTexts[^1] = chapterTexts[^1].TrimEnd() + "\n";
        var chapters = new StoryChapter[chapterTexts.Length];
        int start = 0;
        for (int i = 0; i < chapters.Length; i++)
        {
            chapters[i] = new StoryChapter(story.Framework.Segments[i].Title, start, chapterTexts[i].Length);
            start += chapterTexts[i].Length;
        }

        return (string.Concat(chapterTexts), chapters);
    }

    private async Task<WrittenStory> PolishAsync(StoryOrder order, WrittenStory story, CancellationToken cancellationToken)
    {
        StoryPolish? polish = await store.FindJsonAsync<StoryPolish>(ArtifactKind.Story, order.Run, PolishName, cancellationToken);
        if (polish is null)
        {
            StoryPolish made = await DoAsync(order, "polish", () => writer.PolishAsync(story, cancellationToken), cancellationToken);
            polish = await store.AddJsonAsync(ArtifactKind.Story, order.Run, PolishName, made, cancellationToken);
        }

        return story with { Segments = polish.ApplyTo(story.Segments) };
    }

    private async Task<ArtifactReference> AddOnceAsync(
        StoryOrder order, string name, string step, Func<Task<string>> make, CancellationToken cancellationToken) =>
        await FindAsync(order, name, cancellationToken)
        ?? await AddTextAsync(order, name, await DoAsync(order, step, make, cancellationToken), cancellationToken);

    private Task<T> DoAsync<T>(StoryOrder order, string step, Func<Task<T>> work, CancellationToken cancellationToken) =>
        journal.RecordAsync(order.Run, PipelineStage.Story, step, work, cancellationToken);

    private async Task<bool> IsWrittenAsync(StoryOrder order, int segment, CancellationToken cancellationToken) =>
        await FindAsync(order, SegmentName(segment), cancellationToken) is not null
        || await FindAsync(order, ArtifactNames.Manifest, cancellationToken) is not null;

    private Task<string[]> SegmentsAsync(StoryOrder order, int count, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(segment => ReadSegmentAsync(order, segment, cancellationToken)));

    private async Task<string> ReadSegmentAsync(StoryOrder order, int segment, CancellationToken cancellationToken)
    {
        ArtifactReference part = await FindAsync(order, SegmentName(segment), cancellationToken)
            ?? throw new InvalidOperationException(
                $"Segment {segment} of the story of {order.Run} is not written yet: {SegmentName(segment)} is missing.");
        return (await store.ReadAsync(part, cancellationToken)).ToString();
    }

    private async Task<Transcript> TranscriptAsync(StoryOrder order, CancellationToken cancellationToken)
    {
        string hash = order.SourceHash ?? await FetchAsync(order, cancellationToken);
        return Transcript.Parse(await sources.ReadAsync(hash, cancellationToken), options.Value.MinimumLength);
    }

    // Nobody gave a transcript: captions are fetched, once for the run.
    private async Task<string> FetchAsync(StoryOrder order, CancellationToken cancellationToken)
    {
        FetchedSource? fetched = await store.FindJsonAsync<FetchedSource>(ArtifactKind.Story, order.Run, SourceName, cancellationToken);
        if (fetched is null)
        {
            string text = await DoAsync(
                order, "captions", () => captions.FetchAsync(order.Run, order.VideoId, cancellationToken), cancellationToken);
            var added = new FetchedSource(await sources.AddAsync(text, cancellationToken));
            fetched = await store.AddJsonAsync(ArtifactKind.Story, order.Run, SourceName, added, cancellationToken);
        }

        return fetched.SourceHash;
    }

    private async Task<StoryFramework> RequireFrameworkAsync(StoryOrder order, CancellationToken cancellationToken) =>
        await FrameworkAsync(order, cancellationToken)
        ?? throw new InvalidOperationException($"The story of {order.Run} is not planned yet: {FrameworkName} is missing.");

    // with the hook as it is told, once it is
    private async Task<StoryFramework?> FrameworkAsync(StoryOrder order, CancellationToken cancellationToken)
    {
        StoryFramework? framework =
            await store.FindJsonAsync<StoryFramework>(ArtifactKind.Story, order.Run, FrameworkName, cancellationToken);
        return framework is not null && await FindAsync(order, HookName, cancellationToken) is { } hook
            ? framework with { Hook = (await store.ReadAsync(hook, cancellationToken)).ToString() }
            : framework;
    }

    private Task<StoryManifest?> ManifestAsync(StoryOrder order, CancellationToken cancellationToken) =>
        store.FindJsonAsync<StoryManifest>(ArtifactKind.Story, order.Run, ArtifactNames.Manifest, cancellationToken);

    private Task<ArtifactReference?> FindAsync(StoryOrder order, string name, CancellationToken cancellationToken) =>
        store.FindAsync(ArtifactKind.Story, order.Run, name, cancellationToken);

    private Task<ArtifactReference> AddTextAsync(StoryOrder order, string name, string text, CancellationToken cancellationToken) =>
        store.AddAsync(ArtifactKind.Story, order.Run, name, BinaryData.FromString(text), cancellationToken);

    private sealed record FetchedSource([property: JsonPropertyName("source_hash")] string SourceHash);
}
