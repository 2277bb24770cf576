using System.Globalization;
using CliWrap;
using SkiaSharp;
using VideoPipeline.Drafts;
using VideoPipeline.Pipelines;
using VideoPipeline.Voice;

namespace VideoPipeline.Exporter.Tests.Rendering;

/// <summary>A draft's folder with small pictures in plain colours and a real mp3, in a folder of its own that goes with it.</summary>
internal sealed class TestDraft : IDisposable
{
    public static readonly DraftCanvas Canvas = new(320, 180);

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("exporter-test-");

    public TestDraft() => Directory.CreateDirectory(Media);

    public string Folder => Path.Combine(root.FullName, "draft");

    public string Media => Path.Combine(Folder, DraftFiles.Materials);

    public string Video => Path.Combine(root.FullName, "video.mp4");

    public string Root => root.FullName;

    /// <summary>A draft as the draft stage makes it: its pictures follow each other evenly.</summary>
    public async Task BuildAsync(double seconds, SubtitleCue[] cues, params SKColor[] pictures)
    {
        long end = (long)(seconds * 1e6);
        long each = end / pictures.Length;
        var scenes = new List<Scene>();
        for (int i = 0; i < pictures.Length; i++)
        {
            string file = string.Create(CultureInfo.InvariantCulture, $"{i}.png");
            Paint(file, 160, 90, pictures[i]);
            long stop = i == pictures.Length - 1 ? end : (i + 1) * each;
            scenes.Add(new Scene(file, 160, 90, new Timerange(i * each, stop - (i * each))));
        }

        await SpeakAsync(seconds);
        var builder = new DraftBuilder(RunId.New(TimeProvider.System), Canvas, 25);
        builder.AddPictures(scenes);
        builder.AddNarration("audio.mp3", end);
        builder.AddSubtitles(cues, end);
        Save(builder.Script);
    }

    public void Paint(string file, int width, int height, SKColor color, Action<SKCanvas>? more = null)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(color);
        more?.Invoke(surface.Canvas);
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(Path.Combine(Media, file), data.ToArray());
    }

    /// <summary>A tone of that length, as <c>audio.mp3</c> unless it has another name.</summary>
    public async Task SpeakAsync(double seconds, string file = "audio.mp3", int hertz = 440) =>
        await Cli.Wrap("ffmpeg")
            .WithArguments(["-nostdin", "-v", "error", "-f", "lavfi", "-i", string.Create(CultureInfo.InvariantCulture, $"sine={hertz}:d={seconds}"), Path.Combine(Media, file)])
            .ExecuteAsync();

    public void Save(DraftScript script) => File.WriteAllBytes(Path.Combine(Folder, DraftFiles.Content), DraftWriter.Content(script));

    /// <summary>The frame that the video shows at a moment.</summary>
    public async Task<SKBitmap> FrameAsync(double second)
    {
        string png = Path.Combine(root.FullName, $"{Guid.NewGuid():N}.png");
        await Cli.Wrap("ffmpeg")
            .WithArguments(["-nostdin", "-v", "error", "-ss", second.ToString(CultureInfo.InvariantCulture), "-i", Video, "-frames:v", "1", png])
            .ExecuteAsync();
        return SKBitmap.Decode(png);
    }

    public void Dispose() => root.Delete(recursive: true);
}
