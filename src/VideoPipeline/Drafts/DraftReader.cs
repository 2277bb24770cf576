using System.Text.Json;
using System.Text.Json.Nodes;

namespace VideoPipeline.Drafts;

/// <summary>
/// Reads <c>draft_content.json</c> of a draft in plain JSON (JianYing up to 5.9) back into a script: pictures, sounds with their fades, texts, keyframes
/// and the transitions that <see cref="TransitionKind.All"/> knows. What else a draft may hold is named in <see cref="DraftReading.Ignored"/>.
/// </summary>
public sealed class DraftReader
{
    private readonly JsonObject document;
    private readonly SortedSet<string> ignored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonObject> materials = new(StringComparer.Ordinal);
    private readonly DraftScript script;

    private DraftReader(JsonObject document)
    {
        this.document = document;
        JsonObject canvas = Object(document, "canvas_config");
        script = new DraftScript(
            Text(document, "id"),
            Text(document, "name"),
            new DraftCanvas((int)Number(canvas, "width"), (int)Number(canvas, "height")),
            (int)Math.Round(Number(document, "fps")));
    }

    /// <summary>Reads a draft.</summary>
    /// <exception cref="DraftInvalidException">It is encrypted (JianYing 6 and later), is not a draft, or breaks the format's rules.</exception>
    public static DraftReading Read(ReadOnlySpan<byte> content)
    {
        try
        {
            JsonObject document = JsonNode.Parse(content) as JsonObject ?? throw new FormatException("It is not an object.");
            return new DraftReader(document).ReadAll();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            throw new DraftInvalidException(
                $"{DraftFiles.Content} cannot be read as a draft in plain JSON, as JianYing up to 5.9 writes it: {e.Message}", e);
        }
    }

    private DraftReading ReadAll()
    {
        foreach ((string kind, JsonNode? records) in Object(document, "materials"))
        {
            foreach (JsonObject record in Objects(records))
            {
                materials[Text(record, "id")] = record;
                AddMaterial(kind, record);
            }
        }

        foreach (JsonObject track in Objects(document["tracks"]))
        {
            ReadTrack(track);
        }

        return new DraftReading(script, [.. ignored]);
    }

    private void AddMaterial(string kind, JsonObject record)
    {
        string id = Text(record, "id");
        switch (kind)
        {
            case "videos" when Text(record, "type") == "photo":
                script.Add(new PictureMaterial(id, FileName(record), (int)Number(record, "width"), (int)Number(record, "height")));
                break;
            case "videos":
                ignored.Add($"video clip {Text(record, "material_name")}");
                break;
            case "audios":
                script.Add(new AudioMaterial(id, FileName(record), (long)Number(record, "duration")));
                break;
            case "texts":
                script.Add(TextMaterial(id, record));
                break;
            case "speeds":
                script.Add(new SpeedMaterial(id));
                break;
            case "transitions":
                script.Add(Transition(id, record));
                break;
            case "audio_fades":
                script.Add(new AudioFadeMaterial(id, (long)Number(record, "fade_in_duration"), (long)Number(record, "fade_out_duration")));
                break;
            case "video_effects" or "material_animations" or "stickers" or "masks" or "text_templates" or "audio_effects":
                ignored.Add($"{kind.TrimEnd('s').Replace('_', ' ')} {Text(record, "name")}".Trim());
                break;
            default:
                // settings that do not change the picture at their defaults
                break;
        }
    }

    private static string FileName(JsonObject record)
    {
        string path = Text(record, "path");
        string? relative = DraftFiles.RelativePath(path);
        bool safe = relative is not null && relative.StartsWith(DraftFiles.Materials + "/", StringComparison.Ordinal)
            && relative.Split('/') is [_, not ("" or "." or "..")] && !relative.Any(c => c == '"' || char.IsControl(c));
        return safe
            ? relative![(DraftFiles.Materials.Length + 1)..]
            : throw new DraftInvalidException(
                $"The draft uses \"{path}\", which does not lie in its own folder \"{DraftFiles.Materials}\". Copy the file there.");
    }

    private TransitionMaterial Transition(string id, JsonObject record)
    {
        string resource = Text(record, "resource_id");
        TransitionKind? known = TransitionKind.All.FirstOrDefault(kind => kind.ResourceId == resource);
        if (known is null)
        {
            ignored.Add($"transition {Text(record, "name")}: shown as {TransitionKind.Dissolve.Name}");
        }

        return new TransitionMaterial(id, known ?? TransitionKind.Dissolve, (long)Number(record, "duration"));
    }

    private static TextMaterial TextMaterial(string id, JsonObject record)
    {
        JsonObject content = JsonNode.Parse(Text(record, "content")) as JsonObject ?? throw Missing("content");
        JsonObject? style = content["styles"]?.AsArray().FirstOrDefault()?.AsObject();
        JsonObject? stroke = style?["strokes"]?.AsArray().FirstOrDefault()?.AsObject();
        var read = new TextStyle(
            style?["size"] is null ? TextStyle.Subtitle.Size : Number(style, "size"),
            Color(style?["fill"]?["content"]?["solid"]?["color"]) ?? new TextColor(255, 255, 255),
            stroke is null ? null : Color(stroke["content"]?["solid"]?["color"]) ?? default,
            stroke is null ? 0 : Number(stroke, "width"),
            style?["bold"]?.GetValue<bool>() ?? false,
            (TextAlignment)(int)Number(record, "alignment"));
        return new TextMaterial(id, Text(content, "text"), read);
    }

    private static TextColor? Color(JsonNode? color) => color is JsonArray { Count: >= 3 } parts
        ? new TextColor(Channel(parts[0]), Channel(parts[1]), Channel(parts[2]))
        : null;

    private static byte Channel(JsonNode? value) => (byte)Math.Round(Math.Clamp(value?.GetValue<double>() ?? 0, 0, 1) * 255);

    private void ReadTrack(JsonObject json)
    {
        if (!Enum.TryParse(Text(json, "type"), ignoreCase: true, out TrackKind kind))
        {
            ignored.Add($"{Text(json, "type")} track");
            return;
        }

        bool muted = kind == TrackKind.Audio && Number(json, "attribute") == 1;
        Track track = script.AddTrack(Text(json, "id"), kind, Text(json, "name"));
        foreach (JsonObject segment in Objects(json["segments"])
            .OrderBy(segment => Number(Object(segment, "target_timerange"), "start")))
        {
            if (script.Find(Text(segment, "material_id")) is null)
            {
                CheckMaterialIsKnown(segment);
            }
            else if (segment["visible"]?.GetValue<bool>() != false && !muted)
            {
                track.Add(Read(kind, segment));
            }
        }
    }

    private void CheckMaterialIsKnown(JsonObject segment)
    {
        string id = Text(segment, "material_id");
        if (!materials.ContainsKey(id))
        {
            throw new DraftInvalidException($"The segment {Text(segment, "id")} shows {id}, which is not in the draft.");
        }
    }

    private Segment Read(TrackKind kind, JsonObject json)
    {
        if (json["speed"] is not null && Number(json, "speed") != 1)
        {
            throw new DraftInvalidException($"The segment {Text(json, "id")} is faster or slower than its material, which is not supported.");
        }

        string id = Text(json, "id");
        string material = Text(json, "material_id");
        Timerange target = Range(json, "target_timerange");
        if (kind != TrackKind.Video && json["common_keyframes"] is JsonArray { Count: > 0 })
        {
            ignored.Add($"keyframes of a {kind} segment");
        }

        // editors leave references to things that they never wrote
        string[] references = [.. Items(json["extra_material_refs"]).Select(node => node.GetValue<string>())
            .Where(reference => script.Find(reference) is not null)];
        return kind switch
        {
            TrackKind.Video => new PictureSegment(id, material, target, Range(json, "source_timerange"))
            {
                References = references,
                Clip = ReadClip(json),
                Keyframes = [.. Keyframes(json)],
            },
            TrackKind.Audio => new AudioSegment(id, material, target, Range(json, "source_timerange"), Number(json, "volume"))
            {
                References = references,
            },
            _ => new TextSegment(id, material, target) { References = references, Clip = ReadClip(json) },
        };
    }

    private static Clip ReadClip(JsonObject segment)
    {
        if (segment["clip"] is not JsonObject clip)
        {
            return new Clip();
        }

        return new Clip
        {
            Alpha = Number(clip, "alpha"),
            Rotation = Number(clip, "rotation"),
            ScaleX = Number(Object(clip, "scale"), "x"),
            ScaleY = Number(Object(clip, "scale"), "y"),
            X = Number(Object(clip, "transform"), "x"),
            Y = Number(Object(clip, "transform"), "y"),
            FlipHorizontal = Flag(Object(clip, "flip"), "horizontal"),
            FlipVertical = Flag(Object(clip, "flip"), "vertical"),
        };
    }

    private IEnumerable<KeyframeList> Keyframes(JsonObject segment)
    {
        foreach (JsonObject list in Objects(segment["common_keyframes"]))
        {
            string property = Text(list, "property_type");
            string name = property.StartsWith("KFType", StringComparison.Ordinal) ? property["KFType".Length..] : property;
            if (Enum.TryParse(name, out KeyframeProperty known))
            {
                yield return new KeyframeList(Text(list, "id"), known, [.. Objects(list["keyframe_list"]).Select(ReadKeyframe)]);
            }
            else
            {
                ignored.Add($"keyframes of {name}");
            }
        }
    }

    private Keyframe ReadKeyframe(JsonObject json)
    {
        if (json["curveType"]?.GetValue<string>() is { } curve && curve != "Line")
        {
            ignored.Add($"keyframe curve {curve}: shown as a line");
        }

        return new Keyframe(Text(json, "id"), (long)Number(json, "time_offset"), Items(json["values"]).First().GetValue<double>());
    }

    private static Timerange Range(JsonObject segment, string name)
    {
        JsonObject range = Object(segment, name);
        return new Timerange((long)Number(range, "start"), (long)Number(range, "duration"));
    }

    private static JsonObject Object(JsonObject json, string name) => json[name] as JsonObject ?? throw Missing(name);

    private static IEnumerable<JsonObject> Objects(JsonNode? array) => Items(array).Select(node => node.AsObject());

    private static IEnumerable<JsonNode> Items(JsonNode? array) =>
        (array ?? throw new FormatException("A list is missing.")).AsArray().Select(node => node ?? throw new FormatException("A list holds null."));

    private static FormatException Missing(string name) => new($"\"{name}\" is missing.");

    private static double Number(JsonObject json, string name) => json[name] is { } value
        ? value.GetValue<double>()
        : throw Missing(name);

    private static bool Flag(JsonObject json, string name) => json[name]?.GetValue<bool>() ?? false;

    private static string Text(JsonObject json, string name) => json[name]?.GetValue<string>() ?? "";
}
