using System.Text.Json.Nodes;

namespace VideoPipeline.Drafts;

/// <summary>The object <c>materials</c> of <c>draft_content.json</c>.</summary>
internal static class MaterialJson
{
    private const int TextCheckFlag = 7;
    private const int StrokeCheckFlag = 8;

    private static readonly string[] Kinds =
    [
        "ai_translates", "audio_balances", "audio_effects", "audio_fades", "audio_track_indexes", "audios", "beats", "canvases", "chromas",
        "color_curves", "digital_humans", "drafts", "effects", "flowers", "green_screens", "handwrites", "hsl", "images",
        "log_color_wheels", "loudnesses", "manual_deformations", "masks", "material_animations", "material_colors", "multi_language_refs",
        "placeholders", "plugin_effects", "primary_color_wheels", "realtime_denoises", "shapes", "smart_crops", "smart_relights",
        "sound_channel_mappings", "speeds", "stickers", "tail_leaders", "text_templates", "texts", "time_marks", "transitions",
        "video_effects", "video_trackings", "videos", "vocal_beautifys", "vocal_separations",
    ];

    public static JsonObject All(DraftScript script)
    {
        JsonObject all = DraftWriter.EmptyArrays(Kinds);
        foreach (Material material in script.Materials)
        {
            (string kind, JsonObject json) = Write(material);
            all[kind]!.AsArray().Add(json);
        }

        return all;
    }

    private static (string Kind, JsonObject Json) Write(Material material) => material switch
    {
        PictureMaterial picture => ("videos", Picture(picture)),
        AudioMaterial audio => ("audios", Audio(audio)),
        TextMaterial text => ("texts", Text(text)),
        SpeedMaterial speed => ("speeds", Speed(speed)),
        AudioFadeMaterial fade => ("audio_fades", AudioFade(fade)),
        TransitionMaterial transition => ("transitions", Transition(transition)),
        _ => throw new InvalidOperationException($"A {material.GetType().Name} has no place in draft_content.json."),
    };

    private static JsonObject Picture(PictureMaterial picture) => new()
    {
        ["audio_fade"] = null,
        ["category_id"] = "",
        ["category_name"] = "local",
        ["check_flag"] = 63487,
        ["crop"] = new JsonObject
        {
            ["lower_left_x"] = 0.0,
            ["lower_left_y"] = 1.0,
            ["lower_right_x"] = 1.0,
            ["lower_right_y"] = 1.0,
            ["upper_left_x"] = 0.0,
            ["upper_left_y"] = 0.0,
            ["upper_right_x"] = 1.0,
            ["upper_right_y"] = 0.0,
        },
        ["crop_ratio"] = "free",
        ["crop_scale"] = 1.0,
        ["duration"] = PictureMaterial.Duration,
        ["height"] = picture.Height,
        ["id"] = picture.Id,
        ["local_material_id"] = "",
        ["material_id"] = picture.Id,
        ["material_name"] = picture.FileName,
        ["media_path"] = "",
        ["path"] = DraftFiles.PathOf(picture.FileName),
        ["type"] = "photo",
        ["width"] = picture.Width,
    };

    private static JsonObject Audio(AudioMaterial audio) => new()
    {
        ["app_id"] = 0,
        ["category_id"] = "",
        ["category_name"] = "local",
        ["check_flag"] = 3,
        ["copyright_limit_type"] = "none",
        ["duration"] = audio.Duration,
        ["effect_id"] = "",
        ["formula_id"] = "",
        ["id"] = audio.Id,
        ["local_material_id"] = audio.Id,
        ["music_id"] = audio.Id,
        ["name"] = audio.FileName,
        ["path"] = DraftFiles.PathOf(audio.FileName),
        ["source_platform"] = 0,
        ["type"] = "extract_music",
        ["wave_points"] = new JsonArray(),
    };

    private static JsonObject Speed(SpeedMaterial speed) =>
        new() { ["curve_speed"] = null, ["id"] = speed.Id, ["mode"] = 0, ["speed"] = 1.0, ["type"] = "speed" };

    private static JsonObject AudioFade(AudioFadeMaterial fade) => new()
    {
        ["fade_in_duration"] = fade.FadeIn,
        ["fade_out_duration"] = fade.FadeOut,
        ["fade_type"] = 0,
        ["id"] = fade.Id,
        ["type"] = "audio_fade",
    };

    private static JsonObject Transition(TransitionMaterial transition) => new()
    {
        ["category_id"] = "",
        ["category_name"] = "",
        ["duration"] = transition.Duration,
        ["effect_id"] = transition.Kind.EffectId,
        ["id"] = transition.Id,
        ["is_overlap"] = transition.Kind.Overlaps,
        ["name"] = transition.Kind.Name,
        ["platform"] = "all",
        ["resource_id"] = transition.Kind.ResourceId,
        ["type"] = "transition",
    };

    private static JsonObject Text(TextMaterial text) => new()
    {
        ["alignment"] = (int)text.Style.Alignment,
        ["check_flag"] = TextCheckFlag + (text.Style.Stroke is null ? 0 : StrokeCheckFlag),
        ["content"] = DraftWriter.Text(TextContent(text)),
        ["force_apply_line_max_width"] = false,
        ["global_alpha"] = 1.0,
        ["id"] = text.Id,
        ["letter_spacing"] = 0.0,
        ["line_feed"] = 1,
        ["line_max_width"] = 0.82,
        ["line_spacing"] = 0.02,
        ["type"] = "subtitle",
        ["typesetting"] = 0,
    };

    // the style lies as JSON text inside the JSON; its range counts UTF-16 units, as the editor's own strings do
    private static JsonObject TextContent(TextMaterial text)
    {
        var strokes = new JsonArray();
        if (text.Style.Stroke is { } stroke)
        {
            strokes.Add((JsonNode)new JsonObject
            {
                ["content"] = new JsonObject { ["solid"] = Solid(stroke) },
                ["width"] = text.Style.StrokeWidth,
            });
        }

        var style = new JsonObject
        {
            ["bold"] = text.Style.Bold,
            ["fill"] = new JsonObject
            {
                ["alpha"] = 1.0,
                ["content"] = new JsonObject { ["render_type"] = "solid", ["solid"] = Solid(text.Style.Fill) },
            },
            ["italic"] = false,
            ["range"] = new JsonArray(0, text.Text.Length),
            ["size"] = text.Style.Size,
            ["strokes"] = strokes,
            ["underline"] = false,
        };
        return new JsonObject { ["styles"] = new JsonArray(style), ["text"] = text.Text };
    }

    private static JsonObject Solid(TextColor color) =>
        new() { ["alpha"] = 1.0, ["color"] = new JsonArray(color.Red / 255.0, color.Green / 255.0, color.Blue / 255.0) };
}
