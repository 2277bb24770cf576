using System.Text.Json;
using System.Text.Json.Nodes;
using VideoPipeline.Drafts;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Tests.Drafts;

public sealed class DraftWriterTests
{
    private const string VideoSegmentFields =
        "id material_id target_timerange source_timerange common_keyframes keyframe_refs render_index visible reverse track_attribute "
        + "track_render_index last_nonzero_volume enable_adjust enable_color_curves enable_color_wheels enable_lut enable_color_correct_adjust "
        + "enable_color_match_adjust enable_smart_color_adjust speed volume is_tone_modify extra_material_refs clip uniform_scale hdr_settings";

    private readonly JsonObject content = Parse(DraftWriter.Content(DraftSamples.Whole()));

    [Fact]
    public void Content_TopLevel_HasEveryFieldOfTheFormat()
    {
        Names(content).Should().BeEquivalentTo(Words(
            "canvas_config color_space config cover create_time update_time duration extra_info fps free_render_index_mode_on group_container id "
            + "keyframe_graph_list keyframes platform last_modified_platform materials mutable_config name new_version relationships "
            + "render_index_track_mode_on retouch_cover source static_cover_image_path time_marks tracks version"));
        Names(content["config"]!).Should().BeEquivalentTo(Words(
            "adjust_max_index combination_max_index extract_audio_last_index original_sound_last_index record_audio_last_index sticker_max_index "
            + "material_save_mode lyrics_sync maintrack_adsorb subtitle_sync video_mute lyrics_recognition_id subtitle_recognition_id "
            + "multi_language_current multi_language_main multi_language_mode attachment_info lyrics_taskinfo multi_language_list subtitle_taskinfo "
            + "system_font_list export_range subtitle_keywords_config zoom_info_params"));
        Names(content["keyframes"]!).Should().BeEquivalentTo(Words("adjusts audios effects filters handwrites stickers texts videos"));
        Names(content["materials"]!).Should().HaveCount(45).And.Contain(Words("images vocal_beautifys vocal_separations"));
    }

    [Fact]
    public void Content_TopLevel_HasTheValuesOfVersion59()
    {
        content["version"]!.GetValue<int>().Should().Be(360000);
        content["new_version"]!.GetValue<string>().Should().Be("110.0.0");
        content["platform"]!["app_version"]!.GetValue<string>().Should().Be("5.9.0");
        content["duration"]!.GetValue<long>().Should().Be(10_000_000);
        content["fps"]!.GetValue<int>().Should().Be(30);
        content["canvas_config"]!["width"]!.GetValue<int>().Should().Be(1920);
    }

    [Fact]
    public void Content_Segments_HaveTheFieldsOfTheirKind()
    {
        string[] audio = Words(VideoSegmentFields).Except(["uniform_scale"]).ToArray();
        string[] text = Words(VideoSegmentFields).Except(["hdr_settings"]).ToArray();

        Names(Segments("video")[0]).Should().BeEquivalentTo(Words(VideoSegmentFields));
        Names(Segments("audio")[0]).Should().BeEquivalentTo(audio);
        Names(Segments("text")[0]).Should().BeEquivalentTo(text);
    }

    [Fact]
    public void Content_TextSegment_IsOnTopWithoutSourceAndBelowTheMiddle()
    {
        JsonObject segment = Segments("text")[0];

        segment["source_timerange"].Should().BeNull();
        segment["render_index"]!.GetValue<int>().Should().Be(15000);
        segment["clip"]!["transform"]!["y"]!.GetValue<double>().Should().Be(-0.8);
    }

    [Fact]
    public void Content_Text_IsYellowWithABlackLineAndWraps()
    {
        JsonObject text = Materials("texts")[0];
        JsonNode written = JsonNode.Parse(text["content"]!.GetValue<string>())!;
        JsonNode style = written["styles"]![0]!;

        text["type"]!.GetValue<string>().Should().Be("subtitle");
        text["check_flag"]!.GetValue<int>().Should().Be(15);
        written["text"]!.GetValue<string>().Should().Be("One \"quoted\" line");
        style["range"]!.AsArray().Select(n => n!.GetValue<int>()).Should().Equal(0, 17);
        style["fill"]!["content"]!["solid"]!["color"]!.AsArray().Select(n => n!.GetValue<double>())
            .Should().SatisfyRespectively(r => r.Should().Be(1), g => g.Should().BeApproximately(0.8705882, 1e-6), b => b.Should().Be(0));
        style["strokes"]![0]!["width"]!.GetValue<double>().Should().Be(0.08);
    }

    [Fact]
    public void Content_Photo_HasItsRealSizeAndAPathInsideTheDraft()
    {
        JsonObject[] photos = Materials("videos");

        photos.Should().HaveCount(2, "a picture that is shown twice is one material");
        photos[1]["type"]!.GetValue<string>().Should().Be("photo");
        photos[1]["width"]!.GetValue<int>().Should().Be(768);
        photos[1]["height"]!.GetValue<int>().Should().Be(768);
        photos[1]["duration"]!.GetValue<long>().Should().Be(10_800_000_000);
        photos[1]["path"]!.GetValue<string>().Should().Be("##_draftpath_placeholder_0E685133-18CE-45ED-8CB8-2904A212EC80_##/materials/b.png");
        content["materials"]!["images"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public void Content_EveryReference_Resolves()
    {
        HashSet<string> materials = [.. content["materials"]!.AsObject().SelectMany(kind => kind.Value!.AsArray()).Select(m => m!["id"]!.GetValue<string>())];

        foreach (JsonObject segment in content["tracks"]!.AsArray().SelectMany(track => track!["segments"]!.AsArray()).Select(s => s!.AsObject()))
        {
            materials.Should().Contain(segment["material_id"]!.GetValue<string>());
            materials.Should().Contain(segment["extra_material_refs"]!.AsArray().Select(id => id!.GetValue<string>()));
            segment["extra_material_refs"]!.AsArray().Should().NotBeEmpty("each segment has a speed");
        }
    }

    [Fact]
    public void Content_Ids_AreUniqueUpperCaseUuids()
    {
        string[] ids = [.. All(content).Where(pair => pair.Key == "id").Select(pair => pair.Value!.GetValue<string>())];

        ids.Should().OnlyHaveUniqueItems().And.HaveCountGreaterThan(30);
        ids.Should().AllSatisfy(id => id.Should().MatchRegex("^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$"));
    }

    [Fact]
    public void Content_Times_AreWholeNumbers()
    {
        string[] names = ["start", "duration", "time_offset", "tm_duration", "render_index", "version", "width", "height"];
        JsonElement[] times = [.. All(content).Where(pair => names.Contains(pair.Key) && pair.Value is JsonValue)
            .Select(pair => pair.Value!.GetValue<JsonElement>()).Where(value => value.ValueKind == JsonValueKind.Number)];

        times.Where(time => !time.TryGetInt64(out _)).Select(time => time.GetRawText())
            .Should().OnlyContain(text => text == "0.08", "only a stroke's width is no whole number");
        times.Should().HaveCountGreaterThan(20);
    }

    [Fact]
    public void Content_Transitions_AreOnTheEarlierSegmentAndFree()
    {
        string[] transitions = [.. Materials("transitions").Select(t => t["id"]!.GetValue<string>())];
        JsonObject[] segments = Segments("video");

        transitions.Should().HaveCount(2);
        References(segments[0]).Should().Contain(transitions[0]);
        References(segments[1]).Should().Contain(transitions[1]);
        References(segments[2]).Should().NotIntersectWith(transitions);
        Materials("transitions").Select(t => t["resource_id"]!.GetValue<string>())
            .Should().BeSubsetOf(TransitionKind.All.Select(kind => kind.ResourceId));
        Names(Materials("transitions")[0]).Should().BeEquivalentTo(Words(
            "id type name resource_id effect_id duration is_overlap category_id category_name platform"));
    }

    [Fact]
    public void Content_Music_IsASecondTrackOfSoundWithFades()
    {
        JsonNode music = content["tracks"]!.AsArray().Where(t => t!["type"]!.GetValue<string>() == "audio").Last()!;
        JsonObject[] fades = Materials("audio_fades");

        music["segments"]!.AsArray().Select(s => s!["volume"]!.GetValue<double>()).Should().Equal(0.1259, 0.1259);
        music["segments"]!.AsArray().Select(s => References(s!.AsObject()).Last()).Should().Equal(fades.Select(f => f["id"]!.GetValue<string>()));
        fades[0].ToJsonString().Should().MatchRegex("^.\"fade_in_duration\":2000000,\"fade_out_duration\":1000000,\"fade_type\":0,\"id\":\"[^\"]+\",\"type\":\"audio_fade\".$");
        Materials("audios").Should().HaveCount(2, "a piece that is heard twice is one material");
    }

    [Fact]
    public void Content_OfOneRun_IsAlwaysTheSameBytes()
    {
        byte[] again = DraftWriter.Content(DraftSamples.Whole());

        again.Should().Equal(DraftWriter.Content(DraftSamples.Whole()));
    }

    [Fact]
    public void Content_OfTwoRuns_SharesNoId()
    {
        JsonObject other = Parse(DraftWriter.Content(DraftSamples.Whole(new RunId(new Guid("0190163d-8694-739b-aea5-966c26f8ad92")))));

        string[] Ids(JsonObject draft) => [.. All(draft).Where(pair => pair.Key == "id").Select(pair => pair.Value!.GetValue<string>())];
        Ids(content).Should().NotIntersectWith(Ids(other));
    }

    [Fact]
    public void Meta_Always_HasEveryFieldAndTheDraftsOwnId()
    {
        JsonObject meta = Parse(DraftWriter.Meta(DraftSamples.Whole(), "D:\\JianyingPro Drafts\\", DateTimeOffset.FromUnixTimeSeconds(1)));

        Names(meta).Should().BeEquivalentTo(Words(
            "cloud_package_completed_time draft_cloud_capcut_purchase_info draft_cloud_purchase_info draft_cloud_template_id draft_cloud_tutorial_info "
            + "draft_cloud_videocut_purchase_info draft_cover draft_deeplink_url draft_fold_path draft_name draft_new_version "
            + "draft_removable_storage_device draft_root_path draft_type tm_draft_cloud_completed draft_cloud_last_action_download "
            + "draft_is_ai_packaging_used draft_is_ai_shorts draft_is_ai_translate draft_is_article_video_draft draft_is_invisible "
            + "draft_is_from_deeplink tm_draft_cloud_modified tm_draft_removed tm_duration draft_cloud_materials draft_materials_copied_info "
            + "draft_segment_extra_info draft_enterprise_info draft_materials draft_id tm_draft_create tm_draft_modified"));
        meta["draft_id"]!.GetValue<string>().Should().Be(content["id"]!.GetValue<string>());
        meta["draft_name"]!.GetValue<string>().Should().Be(DraftSamples.Run.Value.ToString("N"));
        meta["draft_fold_path"]!.GetValue<string>().Should().Be($"D:/JianyingPro Drafts/{DraftSamples.Run.Value:N}");
        meta["tm_duration"]!.GetValue<long>().Should().Be(10_000_000);
        meta["tm_draft_create"]!.GetValue<long>().Should().Be(1_000_000);
        meta["draft_is_from_deeplink"]!.GetValue<string>().Should().Be("false");
        meta["draft_materials"]!.AsArray().Select(m => m!["type"]!.GetValue<int>()).Should().Equal(0, 1, 2, 3, 6, 7, 8);
    }

    private static JsonObject Parse(byte[] json) => JsonNode.Parse(json)!.AsObject();

    private static string[] Words(string words) => words.Split(' ');

    private static IEnumerable<string> Names(JsonNode json) => json.AsObject().Select(pair => pair.Key);

    private static IEnumerable<string> References(JsonObject segment) => segment["extra_material_refs"]!.AsArray().Select(id => id!.GetValue<string>());

    private static IEnumerable<KeyValuePair<string, JsonNode?>> All(JsonNode? node) => node switch
    {
        JsonObject json => json.SelectMany(pair => All(pair.Value).Prepend(pair)),
        JsonArray array => array.SelectMany(All),
        _ => [],
    };

    private JsonObject[] Materials(string kind) => [.. content["materials"]![kind]!.AsArray().Select(m => m!.AsObject())];

    private JsonObject[] Segments(string track) =>
        [.. content["tracks"]!.AsArray().First(t => t!["type"]!.GetValue<string>() == track)!["segments"]!.AsArray().Select(s => s!.AsObject())];
}
