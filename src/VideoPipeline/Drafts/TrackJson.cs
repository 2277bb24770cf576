using System.Text.Json.Nodes;

namespace VideoPipeline.Drafts;

/// <summary>The array <c>tracks</c> of <c>draft_content.json</c>.</summary>
internal static class TrackJson
{
    private const int TextRenderIndex = 15000;

    // JianYing wants them ascending by what lies on top
    public static JsonArray All(DraftScript script) =>
        new([.. script.Tracks.OrderBy(track => RenderIndex(track.Kind)).Select(track => (JsonNode)Write(track))]);

    private static int RenderIndex(TrackKind kind) => kind == TrackKind.Text ? TextRenderIndex : 0;

    private static JsonObject Write(Track track) => new()
    {
        ["attribute"] = 0,
        ["flag"] = 0,
        ["id"] = track.Id,
        ["is_default_name"] = track.Name.Length == 0,
        ["name"] = track.Name,
        ["segments"] = new JsonArray([.. track.Segments.Select(segment => (JsonNode)Write(track.Kind, segment))]),
#pragma warning disable CA1308 // the format's names are in lower case
        ["type"] = track.Kind.ToString().ToLowerInvariant(),
#pragma warning restore CA1308
    };

    private static JsonObject Write(TrackKind kind, Segment segment)
    {
        JsonObject json = Common(segment);
        json["render_index"] = RenderIndex(kind);
        switch (segment)
        {
            case PictureSegment picture:
                json["source_timerange"] = Range(picture.Source);
                json["clip"] = Write(picture.Clip);
                json["common_keyframes"] = new JsonArray([.. picture.Keyframes.Select(list => (JsonNode)Write(list))]);
                json["hdr_settings"] = new JsonObject { ["intensity"] = 1.0, ["mode"] = 1, ["nits"] = 1000 };
                json["uniform_scale"] = UniformScale(picture.Keyframes.All(list => list.Property != KeyframeProperty.ScaleY));
                break;
            case AudioSegment audio:
                json["source_timerange"] = Range(audio.Source);
                json["clip"] = null;
                json["hdr_settings"] = null;
                json["volume"] = audio.Volume;
                break;
            case TextSegment text:
                json["source_timerange"] = null;
                json["clip"] = Write(text.Clip);
                json["uniform_scale"] = UniformScale(true);
                break;
            default:
                throw new InvalidOperationException($"A {segment.GetType().Name} has no place in draft_content.json.");
        }

        return json;
    }

    private static JsonObject Common(Segment segment) => new()
    {
        ["common_keyframes"] = new JsonArray(),
        ["enable_adjust"] = true,
        ["enable_color_correct_adjust"] = false,
        ["enable_color_curves"] = true,
        ["enable_color_match_adjust"] = false,
        ["enable_color_wheels"] = true,
        ["enable_lut"] = true,
        ["enable_smart_color_adjust"] = false,
        ["extra_material_refs"] = new JsonArray([.. segment.References.Select(id => (JsonNode)JsonValue.Create(id))]),
        ["id"] = segment.Id,
        ["is_tone_modify"] = false,
        ["keyframe_refs"] = new JsonArray(),
        ["last_nonzero_volume"] = 1.0,
        ["material_id"] = segment.MaterialId,
        ["reverse"] = false,
        ["speed"] = 1.0,
        ["target_timerange"] = Range(segment.Target),
        ["track_attribute"] = 0,
        ["track_render_index"] = 0,
        ["visible"] = true,
        ["volume"] = 1.0,
    };

    private static JsonObject Range(Timerange range) => new() { ["duration"] = range.Duration, ["start"] = range.Start };

    private static JsonObject UniformScale(bool on) => new() { ["on"] = on, ["value"] = 1.0 };

    private static JsonObject Write(Clip clip) => new()
    {
        ["alpha"] = clip.Alpha,
        ["flip"] = new JsonObject { ["horizontal"] = clip.FlipHorizontal, ["vertical"] = clip.FlipVertical },
        ["rotation"] = clip.Rotation,
        ["scale"] = new JsonObject { ["x"] = clip.ScaleX, ["y"] = clip.ScaleY },
        ["transform"] = new JsonObject { ["x"] = clip.X, ["y"] = clip.Y },
    };

    private static JsonObject Write(KeyframeList list) => new()
    {
        ["id"] = list.Id,
        ["keyframe_list"] = new JsonArray([.. list.Keyframes.Select(keyframe => (JsonNode)Write(keyframe))]),
        ["material_id"] = "",
        ["property_type"] = $"KFType{list.Property}",
    };

    private static JsonObject Write(Keyframe keyframe) => new()
    {
        ["curveType"] = "Line",
        ["graphID"] = "",
        ["id"] = keyframe.Id,
        ["left_control"] = new JsonObject { ["x"] = 0.0, ["y"] = 0.0 },
        ["right_control"] = new JsonObject { ["x"] = 0.0, ["y"] = 0.0 },
        ["time_offset"] = keyframe.Offset,
        ["values"] = new JsonArray(keyframe.Value),
    };
}
