using System.Globalization;
using CliWrap;
using Microsoft.Extensions.Options;
using VideoPipeline.Exporter.Rendering;

namespace VideoPipeline.Exporter.Bench;

/// <summary>
/// The renderer against the plainest way to the same pictures: one ffmpeg with zoompan, without subtitles and transitions. The ways are
/// measured in turn, so that what else the machine does meets all of them; figures are the medians of their rounds.
/// </summary>
internal sealed class RenderBench(BenchDraft draft)
{
    private const int FramesPerSecond = 30;

    public async Task RunAsync(int rounds)
    {
        (string Name, Func<Task> RunAsync)[] ways =
        [
            ("baseline: zoompan, x264 veryfast", ZoompanAsync),
            ("standard, with subtitles and transitions", () => RenderAsync(RenderPreset.Standard)),
            ("its frames only, drawn and thrown away", DrawAsync),
            ("encoding only, of the finished video", EncodeAsync),
        ];
        var measured = ways.ToDictionary(way => way.Name, _ => new List<Measured>());
        for (int round = 0; round < rounds; round++)
        {
            foreach ((string name, Func<Task> runAsync) in ways)
            {
                measured[name].Add(await Measured.OfAsync(runAsync));
            }
        }

        double baseline = Measured.Median(measured[ways[0].Name], m => m.Wall);
        foreach ((string name, _) in ways)
        {
            double wall = Measured.Median(measured[name], m => m.Wall);
            double processor = Measured.Median(measured[name], m => m.Processor);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"figure: {name}: {wall:F1} s of wall, {processor:F1} s of processor for {draft.Seconds} s = {wall / draft.Seconds:F2} s per second, {wall / baseline:F2} x the baseline"));
        }
    }

    private Task RenderAsync(RenderPreset preset) => new DraftRenderer(Options.Create(new RenderOptions { Preset = preset }))
        .RenderAsync(draft.Folder, draft.File("standard.mp4"), new Progress<int>(), CancellationToken.None);

    private Task DrawAsync() => new FrameSource(draft.Script, draft.Media).WriteAsync(Stream.Null, CancellationToken.None);

    private Task EncodeAsync() => FfmpegAsync(["-i", draft.File("standard.mp4"), "-an", .. Video, draft.File("again.mp4")]);

    private Task ZoompanAsync()
    {
        int frames = draft.Seconds * FramesPerSecond / draft.Shown.Count;
        IEnumerable<string> inputs = draft.Shown.SelectMany(file => (string[])["-i", file]);
        string zoom = string.Concat(draft.Shown.Select((_, i) =>
            $"[{i}:v]zoompan=z=1+0.15*on/{frames}:x=(iw-iw/zoom)/2:y=(ih-ih/zoom)/2:d={frames}:s=1920x1080:fps={FramesPerSecond},setsar=1[v{i}];"));
        string joined = string.Concat(draft.Shown.Select((_, i) => $"[v{i}]"));
        return FfmpegAsync(
        [
            .. inputs, "-i", draft.Narration, "-filter_complex", $"{zoom}{joined}concat=n={draft.Shown.Count},format=yuv420p[v]",
            "-map", "[v]", "-map", $"{draft.Shown.Count}:a", "-c:a", "aac", "-b:a", "160k", .. Video, draft.File("baseline.mp4"),
        ]);
    }

    private static string[] Video => ["-c:v", "libx264", "-preset", "veryfast", "-crf", "21", "-pix_fmt", "yuv420p", "-movflags", "+faststart"];

    private static Task FfmpegAsync(string[] arguments) => Cli.Wrap("ffmpeg").WithArguments(["-nostdin", "-y", "-v", "error", .. arguments]).ExecuteAsync();
}
