using System.Text;
using System.Text.Json.Nodes;
using VideoPipeline.Drafts;

namespace VideoPipeline.Tests.Drafts;

public sealed class DraftReaderTests
{
    [Fact]
    public void Read_WhatTheWriterWrote_GivesTheSameDraft()
    {
        byte[] written = DraftWriter.Content(DraftSamples.Whole());

        DraftReading reading = DraftReader.Read(written);

        reading.Ignored.Should().BeEmpty();
        DraftWriter.Content(reading.Script).Length.Should().Be(written.Length);
        reading.Script.Duration.Should().Be(10_000_000);
        reading.Script.Tracks.Should().BeEquivalentTo(DraftSamples.Whole().Tracks, o => o.WithStrictOrdering());
        reading.Script.Materials.Should().BeEquivalentTo(DraftSamples.Whole().Materials);
    }

    [Fact]
    public void Read_EncryptedDraft_SaysWhichVersionIsNeeded()
    {
        Action act = () => DraftReader.Read("aGVsbG8gd29ybGQ="u8);

        act.Should().Throw<DraftInvalidException>().WithMessage("*5.9*");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"canvas_config\":{\"width\":1920,\"height\":1080},\"fps\":\"x\",\"id\":\"a\",\"name\":\"b\"}")]
    [InlineData("{\"canvas_config\":{\"width\":1920,\"height\":1080},\"fps\":30,\"id\":\"a\",\"name\":\"b\",\"materials\":[]}")]
    public void Read_JsonThatIsNoDraft_IsRefused(string json)
    {
        Action act = () => DraftReader.Read(Encoding.UTF8.GetBytes(json));

        act.Should().Throw<DraftInvalidException>();
    }

    [Theory]
    [InlineData("D:/videos/a.jpg")]
    [InlineData("/etc/passwd")]
    [InlineData("##_draftpath_placeholder_0E685133-18CE-45ED-8CB8-2904A212EC80_##/materials/../../a.jpg")]
    [InlineData("##_draftpath_placeholder_0E685133-18CE-45ED-8CB8-2904A212EC80_##/materials/..")]
    [InlineData("##_draftpath_placeholder_0E685133-18CE-45ED-8CB8-2904A212EC80_##/materials/a\\\"b.jpg")]
    [InlineData("##_draftpath_placeholder_0E685133-18CE-45ED-8CB8-2904A212EC80_##/draft_content.json")]
    public void Read_FileOutsideTheDraftsMaterials_IsRefused(string path)
    {
        JsonNode draft = JsonNode.Parse(DraftWriter.Content(DraftSamples.Whole()))!;
        draft["materials"]!["videos"]![0]!["path"] = path;

        Action act = () => DraftReader.Read(Encoding.UTF8.GetBytes(draft.ToJsonString()));

        act.Should().Throw<DraftInvalidException>().WithMessage("*materials*");
    }

    [Fact]
    public void Read_EffectsAndUnknownTransitions_AreNamed()
    {
        JsonNode draft = JsonNode.Parse(DraftWriter.Content(DraftSamples.Whole()))!;
        draft["materials"]!["transitions"]![0]!["resource_id"] = "7290852476259930685";
        draft["materials"]!["transitions"]![0]!["name"] = "推近 II";
        draft["materials"]!["video_effects"]!.AsArray().Add(new JsonObject { ["id"] = "E", ["name"] = "雪花" });
        draft["tracks"]!.AsArray().Add(new JsonObject { ["type"] = "effect", ["id"] = "T", ["segments"] = new JsonArray() });

        DraftReading reading = DraftReader.Read(Encoding.UTF8.GetBytes(draft.ToJsonString()));

        reading.Ignored.Should().BeEquivalentTo("transition 推近 II: shown as 叠化", "video effect 雪花", "effect track");
    }

    [Fact]
    public void Read_SegmentsOutOfOrder_ArePutInOrder()
    {
        JsonNode draft = JsonNode.Parse(DraftWriter.Content(DraftSamples.Whole()))!;
        JsonArray segments = draft["tracks"]![0]!["segments"]!.AsArray();
        JsonNode first = segments[0]!;
        segments.RemoveAt(0);
        segments.Add(first);

        DraftScript script = DraftReader.Read(Encoding.UTF8.GetBytes(draft.ToJsonString())).Script;

        script.Tracks[0].Segments.Select(segment => segment.Target.Start).Should().Equal(0, 3_000_000, 6_000_000);
    }
}
