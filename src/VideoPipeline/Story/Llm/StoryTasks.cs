using System.Globalization;
using System.Text;
using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Story.Llm;

/// <summary>What a model is given to work on, beside its prompt: the plan, the source, the story.</summary>
internal static class StoryTasks
{
    // of what a model is told of a story to sum up: beyond, a summary would not change
    private const int MostToSumUp = 20_000;

    // of the source that an opening is written after
    private const int SentencesForHook = 12;

    private const int LettersPerWord = 5;

    /// <summary>A length to speak, as models count: words, or Chinese characters.</summary>
    public static string LengthIn(string language, int length) => language == "zh"
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, length / Script.HanWeight)} Chinese characters")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, length / LettersPerWord)} words");

    /// <summary>The transcript, numbered.</summary>
    public static string Plan(Transcript transcript)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Heading: {transcript.Heading ?? "none"}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Sentences 0 to {transcript.Sentences.Count - 1}:\n");
        foreach ((int index, TranscriptSentence sentence) in transcript.Sentences.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"[{index}] {sentence.Text}\n");
        }

        return text.ToString();
    }

    /// <summary>The plan and the beginning of the source.</summary>
    public static string Hook(Transcript transcript, StoryFramework framework)
    {
        IEnumerable<string> source = framework.Segments
            .SelectMany(s => s.Sentences).Take(SentencesForHook).Select(i => transcript.Sentences[i].Text);
        return $"{Framework(framework, "What the opening is to do")}\nSource:\n{string.Join('\n', source)}";
    }

    /// <summary>The plan, the segment's own part of it, its neighbours' parts, and its source.</summary>
    public static string Segment(StorySegmentOrder order)
    {
        var text = new StringBuilder(Framework(order.Framework, "The listener has just heard this opening"));
        text.Append(CultureInfo.InvariantCulture, $"\nWrite chapter {order.Index + 1}, \"{order.Plan.Title}\".\n");
        Append(text, "It tells", order.Plan.Tells);
        text.Append(order switch
        {
            { Previous: { } previous } => Neighbour(order, previous, "Before it", order.Index),
            { Framework.Hook.Length: > 0 } => "It follows the opening: do not repeat that.\n",
            _ => "It opens the story.\n",
        });
        Append(text, "What the chapter before leads to", order.Previous?.LeadsTo);
        Append(text, "What yours leads to", order.Plan.LeadsTo);
        text.Append(order.Next is { } next ? Neighbour(order, next, "After it", order.Index + 2) : "It ends the story.\n");
        text.Append("\nSource:\n").AppendJoin('\n', order.Plan.Sentences.Select(i => order.Transcript.Sentences[i].Text));
        return text.ToString();
    }

    /// <summary>The plan and all segments, numbered.</summary>
    public static string Polish(WrittenStory story)
    {
        var text = new StringBuilder(Framework(story.Framework, "Opening"));
        foreach ((int index, string segment) in story.Segments.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"\nSegment {index + 1}:\n{segment}\n");
        }

        return text.ToString();
    }

    /// <summary>The story's text.</summary>
    public static string Whole(WrittenStory story)
    {
        string text = $"{story.Framework.Title}\n\n{story.Framework.Hook}\n\n{string.Join("\n\n", story.Segments)}";
        return text.Length <= MostToSumUp ? text : text[..MostToSumUp];
    }

    private static string Framework(StoryFramework framework, string hookIs)
    {
        var text = new StringBuilder($"Story: {framework.Title}\n");
        Append(text, "Idea", framework.Idea);
        Append(text, hookIs, framework.Hook);
        text.Append("Chapters:\n");
        foreach ((int index, StorySegmentPlan segment) in framework.Segments.Index())
        {
            string tells = segment.Tells is { Length: > 0 } told ? $": {told}" : "";
            text.Append(CultureInfo.InvariantCulture, $"{index + 1}. {segment.Title}{tells}\n");
        }

        return text.ToString();
    }

    // What a neighbour tells; of a plan without that, what its source says at the seam.
    private static string Neighbour(StorySegmentOrder order, StorySegmentPlan plan, string where, int number)
    {
        int seam = number <= order.Index ? plan.Sentences[^1] : plan.Sentences[0];
        string told = plan.Tells is { Length: > 0 } tells ? tells : order.Transcript.Sentences[seam].Text;
        return string.Create(CultureInfo.InvariantCulture, $"{where} comes chapter {number}, \"{plan.Title}\": {told}\n");
    }

    private static void Append(StringBuilder text, string what, string? value)
    {
        if (value is { Length: > 0 })
        {
            text.Append(CultureInfo.InvariantCulture, $"{what}: {value}\n");
        }
    }
}
