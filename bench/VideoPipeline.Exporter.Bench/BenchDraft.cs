using System.Globalization;
using CliWrap;
using SkiaSharp;
using VideoPipeline.Drafts;
using VideoPipeline.Pipelines;
using VideoPipeline.Voice;

namespace VideoPipeline.Exporter.Bench;

/// <summary>A draft of 1080p30 as the draft stage makes it: pictures of ten seconds with movement and transitions, a narration, subtitles.</summary>
internal sealed class BenchDraft : IDisposable
{
    private const int PictureSeconds = 10;
    private const int CueSeconds = 3;

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("render-bench-");

    private BenchDraft(int seconds) => Seconds = seconds;

    public int Seconds { get; }

    public string Folder => Path.Combine(root.FullName, "draft");

    public string Media => Path.Combine(Folder, DraftFiles.Materials);

    public string Narration => Path.Combine(Media, "audio.mp3");

    /// <summary>The pictures' files in the order in which they are shown; each is shown equally long.</summary>
    public IReadOnlyList<string> Shown { get; private set; } = [];

    public DraftScript Script { get; private set; } = null!;

    public static async Task<BenchDraft> CreateAsync(string pictures, int seconds)
    {
        var draft = new BenchDraft(seconds);
        Directory.CreateDirectory(draft.Media);
        string[] files = [.. Directory.EnumerateFiles(pictures, "*.jpg").Order(StringComparer.Ordinal)];
        int count = Math.Max(1, seconds / PictureSeconds);
        draft.Shown = [.. Enumerable.Range(0, count).Select(i => files[i % files.Length])];
        await SpeakAsync(draft.Narration, seconds);
        draft.Build();
        return draft;
    }

    public string File(string name) => Path.Combine(root.FullName, name);

    public void Dispose() => root.Delete(recursive: true);

    private static Task SpeakAsync(string file, int seconds) => Cli.Wrap("ffmpeg")
        .WithArguments(["-nostdin", "-v", "error", "-f", "lavfi", "-i", string.Create(CultureInfo.InvariantCulture, $"sine=300:d={seconds}"), file])
        .ExecuteAsync();

    private void Build()
    {
        long each = Seconds * 1_000_000L / Shown.Count;
        var builder = new DraftBuilder(RunId.Parse("0190163d-8694-739b-aea5-966c26f8ad91"), DraftCanvas.FullHd, 30);
        builder.AddPictures([.. Shown.Select((file, i) => SceneOf(file, new Timerange(i * each, each)))]);
        builder.AddNarration("audio.mp3", Seconds * 1_000_000L);
        IEnumerable<SubtitleCue> cues = Enumerable.Range(0, Seconds / CueSeconds).Select(i => new SubtitleCue(
            TimeSpan.FromSeconds(i * CueSeconds), TimeSpan.FromSeconds((i + 1) * CueSeconds), $"This is line {i} of what is told,\nand it is shown in two lines."));
        builder.AddSubtitles([.. cues], Seconds * 1_000_000L);
        Script = builder.Script;
        System.IO.File.WriteAllBytes(Path.Combine(Folder, DraftFiles.Content), DraftWriter.Content(Script));
    }

    private Scene SceneOf(string file, Timerange shown)
    {
        string name = Path.GetFileName(file);
        System.IO.File.Copy(file, Path.Combine(Media, name), overwrite: true);
        using var codec = SKCodec.Create(file);
        return new Scene(name, codec.Info.Width, codec.Info.Height, shown);
    }
}
