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

    /// <summary>The form of a plan.</summary>
    public static ChatResponseFormat PlanFormat { get; } = Format(
        "story_plan",
        """
        {
          "type": "object",
          "properties": {
            "title": { "type": "string" },
            "hook": { "type": "string" },
            "segments": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "title": { "type": "string" },
                  "first": { "type": "integer" },
                  "last": { "type": "integer" }
                },
                "required": ["title", "first", "last"],
                "additionalProperties": false
              }
            }
          },
          "required": ["title", "hook", "segments"],
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

    /// <summary>Reads a plan of a transcript.</summary>
    /// <exception cref="FormatException">It cannot be used; the message says why, for the model to mend it.</exception>
    public static StoryFramework ReadPlan(string answer, Transcript transcript)
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
            int last = transcript.Sentences.Count - 1;
            Check(
                segment.First is { } first && segment.Last is { } end && first >= next && end >= first && end <= last,
                $"segment {segments.Count + 1} names the sentences {segment.First} to {segment.Last}, not within {next} and {last}.");
            segments.Add(new StorySegmentPlan(
                Require(segment.Title, $"the title of segment {segments.Count + 1}"),
                [.. Enumerable.Range(segment.First!.Value, segment.Last!.Value - segment.First.Value + 1)]));
            next = segment.Last.Value + 1;
        }

        return new StoryFramework(title, transcript.Language, hook, segments);
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
    public static string ReadNarration(string answer) => Markup().Replace(answer, "").Trim();

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
        [property: JsonPropertyName("hook")] string? Hook,
        [property: JsonPropertyName("segments")] IReadOnlyList<SegmentAnswer>? Segments);

    private sealed record SegmentAnswer(
        [property: JsonPropertyName("title")] string? Title,
        [property: JsonPropertyName("first")] int? First,
        [property: JsonPropertyName("last")] int? Last);

    private sealed record MetadataAnswer(
        [property: JsonPropertyName("title")] string? Title,
        [property: JsonPropertyName("description")] string? Description,
        [property: JsonPropertyName("tags")] IReadOnlyList<string?>? Tags,
        [property: JsonPropertyName("image_prompt")] string? ImagePrompt);
}
