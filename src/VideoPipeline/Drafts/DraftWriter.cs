using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VideoPipeline.Drafts;

/// <summary>
/// Writes the two files of a draft as JianYing Pro 5.9 for Windows reads them. Every field that the editor's own schema has is there, with
/// its default, because the editor opens a draft only when all are; field names and defaults are facts of that format.
/// </summary>
public static class DraftWriter
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The bytes of <c>draft_content.json</c>: UTF-8 without a byte order mark.</summary>
    /// <exception cref="DraftInvalidException">The draft is not complete.</exception>
    public static byte[] Content(DraftScript script)
    {
        script.Complete();
        return Bytes(new JsonObject
        {
            ["canvas_config"] = new JsonObject { ["height"] = script.Canvas.Height, ["ratio"] = "original", ["width"] = script.Canvas.Width },
            ["color_space"] = 0,
            ["config"] = Config(),
            ["cover"] = null,
            ["create_time"] = 0,
            ["duration"] = script.Duration,
            ["extra_info"] = null,
            ["fps"] = script.FramesPerSecond,
            ["free_render_index_mode_on"] = false,
            ["group_container"] = null,
            ["id"] = script.Id,
            ["keyframe_graph_list"] = new JsonArray(),
            ["keyframes"] = EmptyArrays("adjusts", "audios", "effects", "filters", "handwrites", "stickers", "texts", "videos"),
            ["last_modified_platform"] = Platform(),
            ["materials"] = MaterialJson.All(script),
            ["mutable_config"] = null,
            ["name"] = script.Name,
            ["new_version"] = "110.0.0",
            ["platform"] = Platform(),
            ["relationships"] = new JsonArray(),
            ["render_index_track_mode_on"] = true,
            ["retouch_cover"] = null,
            ["source"] = "default",
            ["static_cover_image_path"] = "",
            ["time_marks"] = null,
            ["tracks"] = TrackJson.All(script),
            ["update_time"] = 0,
            ["version"] = 360000,
        });
    }

    /// <summary>The bytes of <c>draft_meta_info.json</c>: UTF-8 without a byte order mark.</summary>
    /// <param name="script">The draft.</param>
    /// <param name="root">The folder that JianYing keeps its drafts in, with <c>/</c> or <c>\</c>; empty when it is not known.</param>
    /// <param name="created">When the draft was made, or null when it is not known.</param>
    public static byte[] Meta(DraftScript script, string root, DateTimeOffset? created)
    {
        string folder = root.Replace('\\', '/').TrimEnd('/');
        var meta = new JsonObject();
        SetAll(meta, "", "cloud_package_completed_time", "draft_cloud_capcut_purchase_info", "draft_cloud_purchase_info",
            "draft_cloud_template_id", "draft_cloud_tutorial_info", "draft_cloud_videocut_purchase_info", "draft_cover", "draft_deeplink_url",
            "draft_new_version", "draft_removable_storage_device", "draft_type", "tm_draft_cloud_completed");
        SetAll(meta, false, "draft_cloud_last_action_download", "draft_is_ai_packaging_used", "draft_is_ai_shorts", "draft_is_ai_translate",
            "draft_is_article_video_draft", "draft_is_invisible");
        meta["draft_is_from_deeplink"] = "false";
        foreach (string name in (string[])["draft_cloud_materials", "draft_materials_copied_info", "draft_segment_extra_info"])
        {
            meta[name] = new JsonArray();
        }

        meta["draft_enterprise_info"] = new JsonObject
        {
            ["draft_enterprise_extra"] = "",
            ["draft_enterprise_id"] = "",
            ["draft_enterprise_name"] = "",
            ["enterprise_material"] = new JsonArray(),
        };
        meta["draft_materials"] = new JsonArray([.. ((int[])[0, 1, 2, 3, 6, 7, 8])
            .Select(type => (JsonNode)new JsonObject { ["type"] = type, ["value"] = new JsonArray() })]);
        meta["draft_id"] = script.Id;
        meta["draft_name"] = script.Name;
        meta["draft_fold_path"] = folder.Length == 0 ? script.Name : $"{folder}/{script.Name}";
        meta["draft_root_path"] = folder;
        meta["tm_draft_cloud_modified"] = 0;
        meta["tm_draft_removed"] = 0;
        meta["tm_duration"] = script.Duration;
        if (created is { } time)
        {
            long microseconds = time.ToUnixTimeMilliseconds() * 1000;
            meta["tm_draft_create"] = microseconds;
            meta["tm_draft_modified"] = microseconds;
        }

        return Bytes(meta);
    }

    internal static string Text(JsonNode node) => node.ToJsonString(Json);

    internal static JsonObject EmptyArrays(params ReadOnlySpan<string> names)
    {
        var arrays = new JsonObject();
        foreach (string name in names)
        {
            arrays[name] = new JsonArray();
        }

        return arrays;
    }

    private static byte[] Bytes(JsonObject document) => JsonSerializer.SerializeToUtf8Bytes(document, Json);

    private static JsonObject Platform() =>
        new() { ["app_id"] = 3704, ["app_source"] = "lv", ["app_version"] = "5.9.0", ["os"] = "windows" };

    private static JsonObject Config()
    {
        JsonObject config = EmptyArrays("attachment_info", "lyrics_taskinfo", "multi_language_list", "subtitle_taskinfo", "system_font_list");
        SetAll(config, 1, "adjust_max_index", "combination_max_index", "extract_audio_last_index", "original_sound_last_index",
            "record_audio_last_index", "sticker_max_index");
        SetAll(config, 0, "material_save_mode");
        SetAll(config, true, "lyrics_sync", "maintrack_adsorb", "subtitle_sync");
        SetAll(config, false, "video_mute");
        SetAll(config, "", "lyrics_recognition_id", "subtitle_recognition_id");
        SetAll(config, "none", "multi_language_current", "multi_language_main", "multi_language_mode");
        foreach (string name in (string[])["export_range", "subtitle_keywords_config", "zoom_info_params"])
        {
            config[name] = null;
        }

        return config;
    }

    private static void SetAll<T>(JsonObject document, T value, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            document[name] = JsonValue.Create(value);
        }
    }
}
