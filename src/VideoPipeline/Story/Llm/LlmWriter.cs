using System.Globalization;
using Microsoft.Extensions.AI;
using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Story.Llm;

/// <summary>
/// Writes with a language model. Plan, polish and metadata are JSON after a schema; an answer that does not fit is sent back once with what
/// is wrong with it, and a second one that does not fit fails the stage. Hook, segments and summary are a request each.
/// </summary>
/// <remarks>Nothing is kept between two calls, so each may be made again from its start, whatever became of the one before.</remarks>
internal sealed class LlmWriter(string name, LlmOptions settings, StoryChat chat, StoryPrompts prompts, bool isPolishing) : IStoryWriter
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string? Resource => ResourceOf(name);

    /// <inheritdoc/>
    public string Fingerprint => $"{name}:{new Uri(settings.Url).GetComponents(UriComponents.HostAndPort | UriComponents.Path, UriFormat.Unescaped)}:{settings.Model}:{prompts.Version}{(isPolishing ? "" : ":unpolished")}";

    /// <summary>The resource that a writer's requests are counted for.</summary>
    public static string ResourceOf(string name) => $"llm:{name}";

    /// <inheritdoc/>
    public Task<StoryFramework> PlanAsync(Transcript transcript, StoryWishes wishes, CancellationToken cancellationToken)
    {
        string language = wishes.Language ?? transcript.Language;
        string length = wishes.Minutes is { } minutes
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The narration is to last about {minutes} minutes, that is {StoryTasks.LengthIn(language, wishes.Length!.Value)}: choose segments and sentences accordingly.")
            : "The narration is to be about as long as what the transcript has to tell.";
        return AskForJsonAsync(
            Messages(prompts.Plan(language, length), StoryTasks.Plan(transcript)),
            StoryAnswers.PlanFormat,
            answer => StoryAnswers.ReadPlan(answer, transcript, language) with { Length = wishes.Length },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<string> WriteHookAsync(Transcript transcript, StoryFramework framework, CancellationToken cancellationToken) => AskForTextAsync(
        Messages(prompts.Hook(framework.Language), StoryTasks.Hook(transcript, framework)),
        answer => StoryAnswers.ReadHook(answer, framework.Language),
        cancellationToken);

    /// <inheritdoc/>
    public Task<string> WriteSegmentAsync(StorySegmentOrder order, CancellationToken cancellationToken) => AskForTextAsync(
        Messages(prompts.Segment(order.Framework.Language, LengthOf(order)), StoryTasks.Segment(order)),
        answer => StoryAnswers.ReadNarration(answer, order.Framework.Language),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<StoryPolish> PolishAsync(WrittenStory story, CancellationToken cancellationToken)
    {
        if (!isPolishing || story.Segments.Count == 1)
        {
            return StoryPolish.None;
        }

        (StoryPolish polish, IReadOnlyList<string> unfit) = await AskForJsonAsync(
            Messages(prompts.Polish(story.Framework.Language), StoryTasks.Polish(story)),
            StoryAnswers.PolishFormat,
            answer => StoryAnswers.ReadPolish(answer, story),
            cancellationToken);
        foreach (string edit in unfit)
        {
            chat.Warn($"An edit of the polish was left out: {edit}");
        }

        return polish;
    }

    /// <inheritdoc/>
    public Task<string> SummarizeInChineseAsync(WrittenStory story, CancellationToken cancellationToken) => AskForTextAsync(
        Messages(prompts.Summary, StoryTasks.Whole(story)),
        answer => StoryAnswers.ReadText(answer, "zh"),
        cancellationToken);

    /// <inheritdoc/>
    public Task<YouTubeMetadata> DescribeAsync(WrittenStory story, CancellationToken cancellationToken) => AskForJsonAsync(
        Messages(prompts.Describe(story.Framework.Language), StoryTasks.Whole(story)),
        StoryAnswers.MetadataFormat,
        StoryAnswers.ReadMetadata,
        cancellationToken);

    private static ChatMessage[] Messages(string system, string user) => [new(ChatRole.System, system), new(ChatRole.User, user)];

    // A wished length is shared among the segments by the lengths of their sources.
    private static string LengthOf(StorySegmentOrder order)
    {
        if (order.Framework.Length is not { } whole)
        {
            return "Write about as much as the source has.";
        }

        long all = order.Framework.Segments.Sum(SourceLengthOf);
        int own = (int)(whole * SourceLengthOf(order.Plan) / Math.Max(1, all));
        return $"Write about {StoryTasks.LengthIn(order.Framework.Language, own)}.";

        long SourceLengthOf(StorySegmentPlan plan) => plan.Sentences.Sum(i => (long)Script.SpokenLengthOf(order.Transcript.Sentences[i].Text));
    }

    private Task<T> AskForJsonAsync<T>(
        ChatMessage[] messages, ChatResponseFormat format, Func<string, T> read, CancellationToken cancellationToken) =>
        AskAsync(messages, format, read, prompts.Repair, "keeps to a JSON schema", cancellationToken);

    private Task<string> AskForTextAsync(ChatMessage[] messages, Func<string, string> read, CancellationToken cancellationToken) =>
        AskAsync(messages, null, read, prompts.RepairText, "writes the language that is wanted", cancellationToken);

    private async Task<T> AskAsync<T>(
        ChatMessage[] messages,
        ChatResponseFormat? format,
        Func<string, T> read,
        Func<string, string> repairing,
        string ability,
        CancellationToken cancellationToken)
    {
        string answer = await chat.AskAsync(messages, format, cancellationToken);
        string problem;
        try
        {
            return read(answer);
        }
        catch (FormatException e)
        {
            problem = e.Message;
        }

        chat.Warn($"An answer was sent back to be mended: {problem}");
        ChatMessage[] repair = [.. messages, new(ChatRole.Assistant, answer), new(ChatRole.User, repairing(problem))];
        string mended = await chat.AskAsync(repair, format, cancellationToken);
        try
        {
            return read(mended);
        }
        catch (FormatException e)
        {
            throw new AnswerUnusableException(
                $"{Resource} answered twice with something that cannot be used: {e.Message} Retry the run, or set " +
                $"{settings.Section}:Model to a model that {ability}.",
                e);
        }
    }
}
