using System.Text;
using System.Text.Json;
using VideoPipeline.Pipelines;
using VideoPipeline.Voice;
using VideoPipeline.Webhooks;

namespace VideoPipeline.Functions.Starting;

/// <summary>Reads the JSON of a request strictly, and tells all that is wrong with it at once.</summary>
public sealed class RequestParser
{
    /// <summary>The most bytes of UTF-8 that a transcript may have.</summary>
    public const int MaxTranscriptBytes = 1024 * 1024;

    private const int MinVideoIdLength = 6;
    private const int MinPictureSeconds = 30;
    private const int MaxPictureSeconds = 600;
    private const int DefaultPictureSeconds = 60;
    private const int MaxTargetMinutes = 120;
    private const int MaxKeyLength = 200;

    private static readonly string[] Known =
    [
        "video_id", "creator_id", "account_name", "gender", "duration", "image_dir", "export_video", "enable_subtitle", "transcript", "force",
        "on_duplicate", "language", "target_minutes", "music", "callback_url",
    ];

    private readonly Dictionary<string, List<string>> errors = new(StringComparer.Ordinal);
    private readonly JsonElement body;
    private readonly CallbackHosts callbacks;

    private RequestParser(JsonElement body, CallbackHosts callbacks)
    {
        this.body = body;
        this.callbacks = callbacks;
    }

    /// <summary>Reads a request.</summary>
    /// <param name="json">The request.</param>
    /// <param name="idempotencyKey">What came as its key.</param>
    /// <param name="callbacks">Knows whom a request may have called.</param>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="RequestInvalidException">The JSON is not a valid request.</exception>
    public static StartOrder Parse(BinaryData json, string? idempotencyKey, CallbackHosts callbacks)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return Parse(document.RootElement, idempotencyKey, callbacks);
    }

    /// <summary>Reads a request that is part of a document.</summary>
    /// <exception cref="RequestInvalidException">It is not a valid request.</exception>
    public static StartOrder Parse(JsonElement json, string? idempotencyKey, CallbackHosts callbacks) =>
        new RequestParser(json, callbacks).Parse(idempotencyKey);

    private StartOrder Parse(string? idempotencyKey)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw new RequestInvalidException(new Dictionary<string, string[]> { ["body"] = ["The body must be a JSON object."] });
        }

        foreach (string unknown in Names().Where(n => !Known.Contains(n, StringComparer.Ordinal)))
        {
            Add(unknown, $"There is no such field. Known fields: {string.Join(", ", Known)}.");
        }

        string creator = Part("creator_id", required: true) ?? "";
        string video = Part("video_id", required: true) ?? "";
        if (video.Length is > 0 and < MinVideoIdLength)
        {
            Add("video_id", $"Must have at least {MinVideoIdLength} characters.");
        }

        string? account = Part("account_name", required: false);
        NarratorGender gender = Gender();
        int seconds = PictureSeconds();
        string? gallery = Gallery("image_dir");
        bool export = Flag("export_video", false);
        bool subtitles = Flag("enable_subtitle", true);
        string? transcript = Transcript();
        bool force = Flag("force", false);
        OnDuplicate onDuplicate = Duplicates();
        string? language = Language();
        int? minutes = TargetMinutes();
        string? music = Gallery("music");
        string? callback = Callback();
        CheckKey(idempotencyKey);
        if (errors.Count > 0)
        {
            throw new RequestInvalidException(errors.ToDictionary(e => e.Key, e => e.Value.ToArray()));
        }

        var request = new PipelineRequest(creator, video, account, gender, seconds, gallery, export, subtitles, force, language, minutes, music, callback);
        return new StartOrder(request, transcript, idempotencyKey, onDuplicate);
    }

    private string[] Names()
    {
        try
        {
            return [.. body.EnumerateObject().Select(p => p.Name)];
        }
        catch (InvalidOperationException)
        {
            throw new RequestInvalidException(new Dictionary<string, string[]>
            {
                ["body"] = ["A field's name is not valid Unicode text: it contains half a surrogate pair."],
            });
        }
    }

    private string? Part(string name, bool required)
    {
        string? text = Text(name)?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            if (required && !errors.ContainsKey(name))
            {
                Add(name, "This field is required, and may not be blank.");
            }

            return null;
        }

        if (text.Length > PipelineInstanceId.MaxPartLength)
        {
            Add(name, $"Must have at most {PipelineInstanceId.MaxPartLength} characters; it has {text.Length}.");
        }
        else if (text.EnumerateRunes().Any(r => r == Rune.ReplacementChar) || text.Any(char.IsControl))
        {
            Add(name, "Must be valid Unicode text without control characters.");
        }

        return text;
    }

    private string? Text(string name)
    {
        if (!TryGet(name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            try
            {
                return value.GetString();
            }
            catch (InvalidOperationException)
            {
                Add(name, "Must be valid Unicode text: it contains half a surrogate pair.");
                return null;
            }
        }

        Add(name, $"Must be a text; it is {Describe(value)}.");
        return null;
    }

    private NarratorGender Gender()
    {
        if (!TryGet("gender", out JsonElement value))
        {
            return NarratorGender.Male;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Number when value.TryGetInt32(out int number) && number is 0 or 1:
                return (NarratorGender)number;
            case JsonValueKind.String when Text("gender") is "female":
                return NarratorGender.Female;
            case JsonValueKind.String when Text("gender") is "male":
                return NarratorGender.Male;
            default:
                Add("gender", $"Must be 0 or \"female\", or 1 or \"male\"; it is {Describe(value)}.");
                return NarratorGender.Male;
        }
    }

    private int PictureSeconds()
    {
        if (!TryGet("duration", out JsonElement value))
        {
            return DefaultPictureSeconds;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int seconds) && seconds is >= MinPictureSeconds and <= MaxPictureSeconds)
        {
            return seconds;
        }

        Add("duration", $"Must be a whole number of seconds from {MinPictureSeconds} to {MaxPictureSeconds}; it is {Describe(value)}.");
        return DefaultPictureSeconds;
    }

    private string? Gallery(string field)
    {
        string? name = Text(field);
        if (name is not null && !Drafts.Gallery.IsValidName(name))
        {
            Add(field, "Must be the name of a gallery: 1 to 64 ASCII letters, digits, '-' or '_'. Paths are not accepted.");
        }

        return name;
    }

    private bool Flag(string name, bool otherwise)
    {
        if (!TryGet(name, out JsonElement value))
        {
            return otherwise;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Add(name, $"Must be true or false; it is {Describe(value)}.");
        return otherwise;
    }

    private string? Transcript()
    {
        string? text = Text("transcript");
        if (text is not null && string.IsNullOrWhiteSpace(text.TrimStart('\uFEFF')))
        {
            Add("transcript", "May not be blank. Leave it out to use the video's uploaded source.");
        }
        else if (text is not null && Encoding.UTF8.GetByteCount(text) > MaxTranscriptBytes)
        {
            Add("transcript", $"Must have at most {MaxTranscriptBytes} bytes.");
        }

        return text;
    }

    private string? Language()
    {
        if (!TryGet("language", out JsonElement value))
        {
            return null;
        }

        string? language = value.ValueKind == JsonValueKind.String ? Text("language") : null;
        if (language is not ("en" or "zh"))
        {
            Add("language", $"Must be \"en\" or \"zh\", or left out for the transcript's language; it is {Describe(value)}.");
        }

        return language;
    }

    private int? TargetMinutes()
    {
        if (!TryGet("target_minutes", out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int minutes) && minutes is >= 1 and <= MaxTargetMinutes)
        {
            return minutes;
        }

        Add("target_minutes", $"Must be a whole number of minutes from 1 to {MaxTargetMinutes}; it is {Describe(value)}.");
        return null;
    }

    private string? Callback()
    {
        string? url = Text("callback_url");
        if (url is not null && callbacks.RefusalOf(url) is { } refusal)
        {
            Add("callback_url", refusal);
        }

        return url;
    }

    private OnDuplicate Duplicates()
    {
        if (!TryGet("on_duplicate", out JsonElement value))
        {
            return OnDuplicate.Return;
        }

        switch (value.ValueKind == JsonValueKind.String ? Text("on_duplicate") : null)
        {
            case "return":
                return OnDuplicate.Return;
            case "reject":
                return OnDuplicate.Reject;
            case "queue":
                return OnDuplicate.Queue;
            default:
                Add("on_duplicate", $"Must be \"return\", \"reject\" or \"queue\"; it is {Describe(value)}.");
                return OnDuplicate.Return;
        }
    }

    private void CheckKey(string? key)
    {
        if (key is not null && (key.Length is 0 or > MaxKeyLength || key.Any(char.IsControl)))
        {
            Add("Idempotency-Key", $"Must have 1 to {MaxKeyLength} characters and no control characters.");
        }
    }

    // an explicit null is the same as leaving the field out
    private bool TryGet(string name, out JsonElement value) => body.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private void Add(string field, string error)
    {
        if (!errors.TryGetValue(field, out List<string>? list))
        {
            errors[field] = list = [];
        }

        list.Add(error);
    }

    private static string Describe(JsonElement value)
    {
        string raw = value.GetRawText();
        return raw.Length <= 60 ? raw : raw[..60] + "...";
    }
}
