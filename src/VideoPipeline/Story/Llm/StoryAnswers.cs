using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using VideoPipeline.Story.Transcripts;

namespace VideoPipeline.Story.Llm;

/// <summary>The forms that answers must have, and the check that they have them.</summary>
internal static partial class StoryAnswers
{
    private const int MostSegments = 24;
    private const int MostHook = 600;
    private const double LeastKept = 0.6;
    private const double MostGrown = 1.5;

    /// <summary>The form of a plan.</summary>
    public static ChatResponseFormat PlanFormat { get; } = Format(
        "story_plan",
        """
        {
          "type": "object",
          "properties": {
            "title": { "type": "string" },
            "idea": { "type": "string" },
            "hook": { "type": "string" },
            "segments": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "title": { "type": "string" },
                  "first": { "type": "integer" },
                  "last": { "type": "integer" },
                  "tells": { "type": "string" },
                  "leads_to": { "type": "string" }
                },
                "required": ["title", "first", "last", "tells", "leads_to"],
                "additionalProperties": false
              }
            }
          },
          "required": ["title", "idea", "hook", "segments"],
          "additionalProperties": false
        }
        """);

    /// <summary>The form of a polish.</summary>
    public static ChatResponseFormat PolishFormat { get; } = Format(
        "story_polish",
        """
        {
          "type": "object",
          "properties": {
            "edits": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "segment": { "type": "integer" },
                  "find": { "type": "string" },
                  "replace": { "type": "string" }
                },
                "required": ["segment", "find", "replace"],
                "additionalProperties": false
              }
            }
          },
          "required": ["edits"],
          "additionalProperties": false
        }
        """);

    /// <summary>The form of metadata.</summary>
    public static ChatResponseFormat MetadataFormat { get; } = Format(
        "youtube_metadata",
        """
        {
          "type": "object",
          "properties": {
            "title": { "type": "string" },
            "description": { "type": "string" },
            "tags": { "type": "array", "items": { "type": "string" } },
            "image_prompt": { "type": "string" }
          },
          "required": ["title", "description", "tags", "image_prompt"],
          "additionalProperties": false
        }
        """);

    /// <summary>Reads a plan of a transcript. Its hook says what the opening is to do.</summary>
    /// <exception cref="FormatException">It cannot be used; the message says why, for the model to mend it.</exception>
    public static StoryFramework ReadPlan(string answer, Transcript transcript, string language)
    {
        PlanAnswer plan = Read<PlanAnswer>(answer);
        string title = Require(plan.Title, "\"title\"");
        string hook = plan.Hook?.Trim() ?? "";
        Check(
            title.Length <= YouTubeRules.MostTitle,
            $"\"title\" has {title.Length} characters, at most {YouTubeRules.MostTitle} are allowed.");
        Check(hook.Length <= MostHook, $"\"hook\" has {hook.Length} characters; it must be one or two sentences.");
        Check(plan.Segments is { Count: >= 1 and <= MostSegments }, $"\"segments\" must hold 1 to {MostSegments} segments.");
        int next = 0;
        var segments = new List<StorySegmentPlan>();
        foreach (SegmentAnswer segment in plan.Segments!)
        {
            segments.Add(ReadSegment(segment, segments.Count + 1, next, transcript.Sentences.Count - 1));
            next = segments[^1].Sentences[^1] + 1;
        }

        return new StoryFramework(title, language, hook, segments, Require(plan.Idea, "\"idea\""));
    }

    /// <summary>Reads a polish, and tells which of its edits do not fit the story.</summary>
    /// <exception cref="FormatException">It is not of the form.</exception>
    public static (StoryPolish Polish, IReadOnlyList<string> Unfit) ReadPolish(string answer, WrittenStory story)
    {
        PolishAnswer polish = Read<PolishAnswer>(answer);
        Check(polish.Edits is not null, "\"edits\" is missing.");
        string[] segments = [.. story.Segments];
        var edits = new List<StoryEdit>();
        var unfit = new List<string>();
        foreach (EditAnswer edit in polish.Edits!)
        {
            var change = new StoryEdit((edit.Segment ?? 0) - 1, edit.Find ?? "", edit.Replace ?? "");
            if (change.Find.Length > 0 && segments.ElementAtOrDefault(change.Segment) is { } text
                && change.TryApply(text) is { } changed && Keeps(changed, story.Segments[change.Segment]))
            {
                segments[change.Segment] = changed;
                edits.Add(change);
            }
            else
            {
                unfit.Add($"segment {edit.Segment}, \"{Shorten(change.Find)}\".");
            }
        }

        return (new StoryPolish(edits), unfit);
    }

    /// <summary>Reads metadata, cut down to what YouTube takes.</summary>
    /// <exception cref="FormatException">They cannot be used; the message says why, for the model to mend them.</exception>
    public static YouTubeMetadata ReadMetadata(string answer)
    {
        MetadataAnswer metadata = Read<MetadataAnswer>(answer);
        string[] tags = [.. metadata.Tags?.OfType<string>().Select(t => t.Trim().TrimStart('#')).Where(t => t.Length > 0) ?? []];
        Check(tags.Length > 0, "\"tags\" is empty.");
        return YouTubeRules.Apply(new YouTubeMetadata(
            Require(metadata.Title, "\"title\""),
            Require(metadata.Description, "\"description\""),
            tags,
            Require(metadata.ImagePrompt, "\"image_prompt\"")));
    }

    /// <summary>The spoken words of an answer: without the headings and the emphasis that models add although they must not.</summary>
    /// <exception cref="FormatException">There are none, or they are in another language.</exception>
    public static string ReadNarration(string answer, string language) => ReadText(Markup().Replace(answer, ""), language);

    /// <summary>The words of an opening.</summary>
    /// <exception cref="FormatException">There are none, too many, or in another language.</exception>
    public static string ReadHook(string answer, string language)
    {
        string hook = ReadNarration(answer, language).Trim('"', '“', '”', ' ').ReplaceLineEndings(" ");
        Check(hook.Length <= MostHook, $"it has {hook.Length} characters; it must be one or two sentences.");
        return hook;
    }

    /// <summary>A text of a language.</summary>
    /// <exception cref="FormatException">It has no words, or they are in another language.</exception>
    public static string ReadText(string answer, string language)
    {
        string text = answer.Trim();
        Check(text.Any(char.IsLetterOrDigit), "it has no words.");
        Check(Script.LanguageOf(text) == language, $"it is not in {(language == "zh" ? "simplified Chinese" : "English")}.");
        return text;
    }

    private static StorySegmentPlan ReadSegment(SegmentAnswer segment, int number, int next, int last)
    {
        Check(
            segment is { First: { } first, Last: { } end } && first >= next && end >= first && end <= last,
            $"segment {number} names the sentences {segment.First} to {segment.Last}, not within {next} and {last}.");
        return new StorySegmentPlan(
            Require(segment.Title, $"the title of segment {number}"),
            [.. Enumerable.Range(segment.First!.Value, segment.Last!.Value - segment.First.Value + 1)],
            Require(segment.Tells, $"\"tells\" of segment {number}"),
            segment.LeadsTo?.Trim() is { Length: > 0 } thread ? thread : null);
    }

    // A polish mends; it neither cuts a segment down nor pads it.
    private static bool Keeps(string changed, string original)
    {
        double share = (double)Script.SpokenLengthOf(changed) / Math.Max(1, Script.SpokenLengthOf(original));
        return share is >= LeastKept and <= MostGrown;
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static ChatResponseFormat Format(string name, string schema) =>
        ChatResponseFormat.ForJsonSchema(JsonSerializer.Deserialize<JsonElement>(schema), name);

    // Models without a JSON mode put the object into a code block, or a sentence before it.
    private static T Read<T>(string answer)
        where T : class
    {
        int start = answer.IndexOf('{', StringComparison.Ordinal);
        int end = answer.LastIndexOf('}');
        Check(start >= 0 && end > start, "it holds no JSON object.");
        try
        {
            return JsonSerializer.Deserialize<T>(answer.AsSpan(start, end - start + 1)) ?? throw new FormatException("it is null.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"it is not the JSON that was asked for: {e.Message}", e);
        }
    }

    private static string Require(string? text, string name) =>
        text?.Trim() is { Length: > 0 } found ? found : throw new FormatException($"{name} is missing.");

    private static void Check(bool holds, string problem)
    {
        if (!holds)
        {
            throw new FormatException(problem);
        }
    }

    [GeneratedRegex(
        @"^[ \t]*(#{1,6}[ \t].*|```.*|-{3,}[ \t]*|\*{3,}[ \t]*)$\n?|\*\*|__|`",
        RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Markup();

    private sealed record PlanAnswer(
        [property: JsonPropertyName("title")] string? Title,
        [property: JsonPropertyName("idea")] string? Idea,
        [property: JsonPropertyName("hook")] string? Hook,
        [property: JsonPropertyName("segments")] IReadOnlyList<SegmentAnswer>? Segments);

    private sealed record SegmentAnswer(
        [property: JsonPropertyName("title")] string? Title,
        [property: JsonPropertyName("first")] int? First,
        [property: JsonPropertyName("last")] int? Last,
        [property: JsonPropertyName("tells")] string? Tells,
        [property: JsonPropertyName("leads_to")] string? LeadsTo);

    private sealed record PolishAnswer([property: JsonPropertyName("edits")] IReadOnlyList<EditAnswer>? Edits);

    private sealed record EditAnswer(
        [property: JsonPropertyName("segment")] int? Segment,
        [property: JsonPropertyName("find")] string? Find,
        [property: JsonPropertyName("replace")] string? Replace);

    private sealed record MetadataAnswer(
        [property: JsonPropertyName("title")] string? Title,
        [property: JsonPropertyName("description")] string? Description,
        [property: JsonPropertyName("tags")] IReadOnlyList<string?>? Tags,
        [property: JsonPropertyName("image_prompt")] string? ImagePrompt);
}
