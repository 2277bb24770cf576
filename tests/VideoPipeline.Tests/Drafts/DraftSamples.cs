using VideoPipeline.Drafts;
using VideoPipeline.Pipelines;
using VideoPipeline.Voice;

namespace VideoPipeline.Tests.Drafts;

/// <summary>Drafts that tests look at.</summary>
internal static class DraftSamples
{
    public static readonly RunId Run = RunId.Parse("0190163d-8694-739b-aea5-966c26f8ad91");

    /// <summary>Three pictures (one of them twice), a narration of ten seconds with music, and two subtitles.</summary>
    public static DraftScript Whole(RunId? run = null)
    {
        var builder = new DraftBuilder(run ?? Run, DraftCanvas.FullHd, 30);
        builder.AddPictures(
        [
            new Scene("a.jpg", 1600, 900, new Timerange(0, 3_000_000)),
            new Scene("b.png", 768, 768, new Timerange(3_000_000, 3_000_000)),
            new Scene("a.jpg", 1600, 900, new Timerange(6_000_000, 4_000_000)),
        ]);
        builder.AddNarration("audio.mp3", 10_000_000);
        builder.AddMusic(
        [
            new MusicPiece("music.mp3", 7_000_000, 0.1259, new Timerange(0, 7_000_000)),
            new MusicPiece("music.mp3", 7_000_000, 0.1259, new Timerange(7_000_000, 3_000_000)),
        ]);
        builder.AddSubtitles(
            [
                new SubtitleCue(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(4), "One \"quoted\" line"),
                new SubtitleCue(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(12), "第二行字幕"),
            ],
            10_000_000);
        return builder.Script;
    }

    /// <summary>An empty script with one picture of three hours, one sound of five seconds and one text.</summary>
    public static DraftScript Bare()
    {
        var script = new DraftScript("DRAFT", "draft", DraftCanvas.FullHd, 30);
        script.Add(new PictureMaterial("picture", "a.jpg", 1600, 900));
        script.Add(new AudioMaterial("sound", "a.mp3", 5_000_000));
        script.Add(new TextMaterial("text", "hello", TextStyle.Subtitle));
        return script;
    }

    public static PictureSegment Picture(string id, long start, long duration) =>
        new(id, "picture", new Timerange(start, duration), new Timerange(0, duration));
}
