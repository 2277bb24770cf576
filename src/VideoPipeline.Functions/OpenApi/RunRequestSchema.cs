using System.Text.Json.Nodes;
using VideoPipeline.Functions.Starting;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Functions.OpenApi;

/// <summary>The schema of a request for a run. The parser reads it field by field, to tell all that is wrong at once, so no record has its form.</summary>
internal static class RunRequestSchema
{
    /// <summary>Its name among the components.</summary>
    public const string Name = "RunRequest";

    /// <summary>Makes it.</summary>
    public static JsonObject Create() => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("creator_id", "video_id"),
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject
        {
            ["creator_id"] = Text("Who makes the video.", PipelineInstanceId.MaxPartLength, 1),
            ["video_id"] = Text("The source video.", PipelineInstanceId.MaxPartLength, 6),
            ["account_name"] = Optional(Text("The account that it is made for, if it matters.", PipelineInstanceId.MaxPartLength, 0)),
            ["gender"] = new JsonObject
            {
                ["description"] = "The narrator's voice: 0 or \"female\", 1 or \"male\".",
                ["enum"] = new JsonArray(0, 1, "female", "male", null),
                ["default"] = 1,
            },
            ["duration"] = Number("How many seconds each picture of a gallery is shown.", 30, 600, 60),
            ["image_dir"] = Gallery("The gallery that pictures are taken from; without one there are title cards."),
            ["export_video"] = Flag("Whether the draft is exported to a video.", false),
            ["enable_subtitle"] = Flag("Whether the video shows subtitles.", true),
            ["transcript"] = Optional(Text(
                $"The video's transcript: plain text, SubRip or WebVTT, at most {RequestParser.MaxTranscriptBytes} bytes. Without it the uploaded source is used.", null, 1)),
            ["force"] = Flag("Whether every stage is done anew, also what an earlier run did from the same inputs.", false),
            ["on_duplicate"] = Choice("What happens when a run of this pipeline is active: answer that run, refuse (409), or run after it.", "return", "reject", "queue"),
            ["language"] = Choice("The story's language; without it that of the transcript.", "en", "zh"),
            ["target_minutes"] = Number("How long the narration is to be, about.", 1, 120, null),
            ["music"] = Gallery("The gallery that background music is taken from; without one there is none."),
            ["callback_url"] = Optional(Text("Who is called when the run has ended: a URL whose host the setting Webhooks__AllowedHosts names.", null, 1)),
        },
    };

    private static JsonObject Text(string description, int? longest, int shortest)
    {
        var schema = new JsonObject { ["type"] = "string", ["description"] = description, ["minLength"] = shortest };
        if (longest is { } most)
        {
            schema["maxLength"] = most;
        }

        return schema;
    }

    private static JsonObject Gallery(string description)
    {
        JsonObject schema = Optional(Text(description, 64, 1));
        schema["pattern"] = "^[A-Za-z0-9_-]{1,64}$";
        return schema;
    }

    private static JsonObject Number(string description, int least, int most, int? otherwise)
    {
        var schema = new JsonObject { ["type"] = new JsonArray("integer", "null"), ["description"] = description, ["minimum"] = least, ["maximum"] = most };
        if (otherwise is { } value)
        {
            schema["default"] = value;
        }

        return schema;
    }

    private static JsonObject Flag(string description, bool otherwise) =>
        new() { ["type"] = new JsonArray("boolean", "null"), ["description"] = description, ["default"] = otherwise };

    private static JsonObject Choice(string description, params string[] choices) =>
        new() { ["description"] = description, ["enum"] = new JsonArray([.. choices.Select(c => JsonValue.Create(c)), null]) };

    private static JsonObject Optional(JsonObject schema)
    {
        schema["type"] = new JsonArray("string", "null");
        return schema;
    }
}
