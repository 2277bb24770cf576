using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Story.Llm;

/// <summary>
/// Writes with a language model behind an OpenAI-compatible API. A plan and metadata are JSON after a schema: an answer that does not fit
/// is sent back once with what is wrong with it. A segment and the summary are one request each.
/// </summary>
/// <remarks>Nothing is kept between two calls, so each may be made again from its start, whatever became of the one before.</remarks>
internal sealed class OpenAIWriter : IStoryWriter
{
    /// <summary>Its name in the setting <c>Story:Writer</c>.</summary>
    public const string WriterName = "openai";

    /// <summary>The resource that its requests are counted for.</summary>
    public const string ResourceName = "llm:openai";

    // of what a model is told of a story to sum up: beyond, a summary would not change
    private const int MostToSumUp = 20_000;

    private readonly StoryChat chat;
    private readonly OpenAIOptions settings;

    public OpenAIWriter(IChatClient client, IOptions<StoryOptions> options)
    {
        settings = options.Value.OpenAI;
        chat = new StoryChat(client, ResourceName, settings.Key);
    }

    /// <inheritdoc/>
    public string Name => WriterName;

    /// <inheritdoc/>
    public string? Resource => ResourceName;

    /// <inheritdoc/>
    public string Fingerprint => $"{WriterName}:{new Uri(settings.Url).Host}:{settings.Model}:{StoryPrompts.Version}";

    /// <inheritdoc/>
    public Task<StoryFramework> PlanAsync(Transcript transcript, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Heading: {transcript.Heading ?? "none"}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Sentences 0 to {transcript.Sentences.Count - 1}:\n");
        foreach ((int index, TranscriptSentence sentence) in transcript.Sentences.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"[{index}] {sentence.Text}\n");
        }

        return AskForJsonAsync(
            Messages(StoryPrompts.Plan(transcript.Language), text.ToString()),
            StoryAnswers.PlanFormat,
            answer => StoryAnswers.ReadPlan(answer, transcript),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<string> WriteSegmentAsync(StorySegmentOrder order, CancellationToken cancellationToken)
    {
        string answer = await chat.AskAsync(
            Messages(StoryPrompts.Segment(order.Framework.Language), SegmentTask(order)), format: null, cancellationToken);
        string text = StoryAnswers.ReadNarration(answer);
        return text.Any(char.IsLetterOrDigit)
            ? text
            : throw new AnswerUnusableException($"{ResourceName} wrote no words for the segment \"{order.Plan.Title}\". Retry the run.");
    }

    /// <inheritdoc/>
    public Task<string> SummarizeInChineseAsync(WrittenStory story, CancellationToken cancellationToken) =>
        chat.AskAsync(Messages(StoryPrompts.Summary, TextOf(story)), format: null, cancellationToken);

    /// <inheritdoc/>
    public Task<YouTubeMetadata> DescribeAsync(WrittenStory story, CancellationToken cancellationToken) => AskForJsonAsync(
        Messages(StoryPrompts.Describe(story.Framework.Language), TextOf(story)),
        StoryAnswers.MetadataFormat,
        StoryAnswers.ReadMetadata,
        cancellationToken);

    private static ChatMessage[] Messages(string system, string user) => [new(ChatRole.System, system), new(ChatRole.User, user)];

    private static string SegmentTask(StorySegmentOrder order)
    {
        StoryFramework framework = order.Framework;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Story: {framework.Title}\nChapters:\n");
        foreach (StorySegmentPlan segment in framework.Segments)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {segment.Title}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\nTell the chapter \"{order.Plan.Title}\". ");
        text.Append(Before(order)).Append('\n');
        if (order.Next is { } next)
        {
            text.Append(CultureInfo.InvariantCulture, $"After it comes: {order.Transcript.Sentences[next.Sentences[0]].Text}\n");
        }

        text.Append("\nSource:\n").AppendJoin('\n', order.Plan.Sentences.Select(i => order.Transcript.Sentences[i].Text));
        return text.ToString();
    }

    private static string Before(StorySegmentOrder order) => order switch
    {
        { Previous: { } previous } => $"Before it, the listener has heard: {order.Transcript.Sentences[previous.Sentences[^1]].Text}",
        { Framework.Hook: { Length: > 0 } hook } => $"Before it, the listener has heard this opening: {hook}",
        _ => "It opens the story.",
    };

    private static string TextOf(WrittenStory story)
    {
        string text = $"{story.Framework.Title}\n\n{story.Framework.Hook}\n\n{string.Join("\n\n", story.Segments)}";
        return text.Length <= MostToSumUp ? text : text[..MostToSumUp];
    }

    private async Task<T> AskForJsonAsync<T>(
        ChatMessage[] messages, ChatResponseFormat format, Func<string, T> read, CancellationToken cancellationToken)
    {
        string answer = await chat.AskAsync(messages, format, cancellationToken);
        try
        {
            return read(answer);
        }
        catch (FormatException e)
        {
            ChatMessage[] repair = [.. messages, new(ChatRole.Assistant, answer), new(ChatRole.User, StoryPrompts.Repair(e.Message))];
            return ReadMended(await chat.AskAsync(repair, format, cancellationToken), read);
        }
    }

    private static T ReadMended<T>(string answer, Func<string, T> read)
    {
        try
        {
            return read(answer);
        }
        catch (FormatException e)
        {
            throw new AnswerUnusableException(
                $"{ResourceName} answered twice with something that cannot be used: {e.Message} Retry the run, or set " +
                "Story:OpenAI:Model to a model that keeps to a JSON schema.",
                e);
        }
    }
}
