using System.Text.Json.Nodes;
using CsCheck;
using VideoPipeline.Drafts;
using VideoPipeline.Pipelines;
using VideoPipeline.Voice;

namespace VideoPipeline.Tests.Drafts;

/// <summary>Drafts of any story: pictures of any size, few cues or many, emoji in them, with music and without.</summary>
public sealed class DraftRoundTripTests
{
    private static readonly Gen<Scene> Picture = Gen.Select(
        Gen.Int[0, 9], Gen.Int[100, 8000], Gen.Int[100, 2000], Gen.Long[200_000, 20_000_000], (file, width, height, duration) =>
        new Scene($"{file}-{width}x{height}.jpg", width, height, new Timerange(0, duration)));

    private static readonly string[] Lines =
        ["A line.", "第二行字幕", "👩‍🚀🚀 off", "\"quoted\" {\\an8}", "e\u0301 é", "<b>& more</b>", "🇨🇳 two\nlines"];

    private static readonly Gen<string> Text = Gen.Int[0, Lines.Length - 1].Select(i => Lines[i]);

    private static readonly Gen<DraftScript> Any = Gen.Select(
        Picture.Array[1, 20], Gen.Select(Text, Gen.Int[1, 7_000]).Array[1, 500], Gen.Bool, Gen.Guid, Build);

    [Fact]
    public void Read_AnyDraftThatWasWritten_IsWrittenAgainAsTheSameBytes() => Any.Sample(
        script =>
        {
            byte[] written = DraftWriter.Content(script);

            DraftReading reading = DraftReader.Read(written);

            return reading.Ignored.Count == 0 && DraftWriter.Content(reading.Script).AsSpan().SequenceEqual(written);
        },
        iter: 60);

    [Fact]
    public void Content_AnyDraft_HasUniqueIdsWholeTimesAndReferencesThatResolve() => Any.Sample(
        script =>
        {
            JsonNode content = JsonNode.Parse(DraftWriter.Content(script))!;

            JsonObject[] materials = [.. content["materials"]!.AsObject().SelectMany(kind => kind.Value!.AsArray()).Select(m => m!.AsObject())];
            JsonArray[] tracks = [.. content["tracks"]!.AsArray().Select(track => track!["segments"]!.AsArray())];
            JsonNode[] segments = [.. tracks.SelectMany(track => track).Select(segment => segment!)];
            string[] ids = [.. materials.Concat(segments).Select(part => part["id"]!.GetValue<string>())];
            HashSet<string> known = [.. ids];
            return known.Count == ids.Length
                && segments.All(s => known.Contains(s["material_id"]!.GetValue<string>())
                    && s["extra_material_refs"]!.AsArray().All(id => known.Contains(id!.GetValue<string>())))
                && tracks.All(IsInOrder)
                && segments.Max(End) == content["duration"]!.GetValue<long>();
        },
        iter: 60);

    private static bool IsInOrder(JsonArray segments) =>
        segments.Zip(segments.Skip(1)).All(pair => End(pair.First!) <= pair.Second!["target_timerange"]!["start"]!.GetValue<long>());

    private static long End(JsonNode segment) =>
        segment["target_timerange"]!["start"]!.GetValue<long>() + segment["target_timerange"]!["duration"]!.GetValue<long>();

    private static DraftScript Build(Scene[] pictures, (string Text, int Milliseconds)[] lines, bool hasMusic, Guid run)
    {
        var scenes = new List<Scene>();
        foreach (Scene picture in pictures)
        {
            scenes.Add(picture with { Shown = new Timerange(scenes.LastOrDefault()?.Shown.End ?? 0, picture.Shown.Duration) });
        }

        long end = scenes[^1].Shown.End;
        var builder = new DraftBuilder(new RunId(run), DraftCanvas.FullHd, 30);
        builder.AddPictures(scenes);
        builder.AddNarration("audio.mp3", end);
        if (hasMusic)
        {
            builder.AddMusic([new MusicPiece("music_001.m4a", end + 1, 0.2, new Timerange(0, end))]);
        }

        var cues = new List<SubtitleCue>();
        foreach ((string text, int milliseconds) in lines)
        {
            TimeSpan start = cues.LastOrDefault()?.End ?? TimeSpan.Zero;
            cues.Add(new SubtitleCue(start, start + TimeSpan.FromMilliseconds(milliseconds), text));
        }

        builder.AddSubtitles(cues, end);
        return builder.Script;
    }
}
