using System.Globalization;
using CliWrap;
using CliWrap.Exceptions;
using FFMpegCore;
using Microsoft.Extensions.Options;
using VideoPipeline.Drafts;
using VideoPipeline.Voice;

namespace VideoPipeline.Exporter.Rendering;

/// <summary>
/// Renders a draft to a video file: pictures are drawn here and flow into ffmpeg, which burns in the texts, mixes the sound and encodes
/// (H.264, yuv420p, constant frame rate; AAC; index at the front). When this process dies, ffmpeg's input ends and so does ffmpeg.
/// </summary>
internal sealed class DraftRenderer(IOptions<RenderOptions> options) : IDraftRenderer
{
    private const string SubtitleFile = "subtitles.ass";
    private const string FontFolder = "fonts";
    private const string VideoFile = "video.mp4";
    private const int SecondsBetweenKeyframes = 4;

    /// <inheritdoc/>
    public bool MayRepeat => true;

    /// <inheritdoc/>
    public async Task<RenderedVideo> RenderAsync(
        string draftFolder, string outputPath, IProgress<int> percent, CancellationToken cancellationToken)
    {
        string output = Path.GetFullPath(outputPath);
        string work = Directory.CreateDirectory($"{output}.{Guid.NewGuid():N}.rendering").FullName;
        try
        {
            RenderedVideo rendered = await RenderInAsync(work, Path.GetFullPath(draftFolder), percent, cancellationToken);
            File.Move(Path.Combine(work, VideoFile), output, overwrite: true);
            return rendered;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private async Task<RenderedVideo> RenderInAsync(string work, string draft, IProgress<int> percent, CancellationToken cancellationToken)
    {
        string content = Path.Combine(draft, DraftFiles.Content);
        if (!File.Exists(content))
        {
            throw new DraftInvalidException($"The draft has no {DraftFiles.Content}.");
        }

        DraftReading reading = DraftReader.Read(await File.ReadAllBytesAsync(content, cancellationToken));
        reading.Script.Complete();
        string media = Path.Combine(draft, DraftFiles.Materials);
        bool subtitles = await WriteSubtitlesAsync(reading.Script, work, cancellationToken);
        string arguments = Arguments(reading.Script, AudioMix.Of(reading.Script, media), subtitles);
        await RunAsync(arguments, work, new FrameSource(reading.Script, media), reading.Script.Duration, percent, cancellationToken);

        string video = Path.Combine(work, VideoFile);
        TimeSpan duration = await VideoProbe.CheckAsync(video, reading.Script, options.Value.FfmpegFolder, cancellationToken);
        return new RenderedVideo(duration, reading.Ignored);
    }

    private async Task<bool> WriteSubtitlesAsync(DraftScript script, string work, CancellationToken cancellationToken)
    {
        string all = string.Concat(script.Materials.OfType<TextMaterial>().Select(text => text.Text));
        if (string.IsNullOrWhiteSpace(all) || !script.Tracks.Any(track => track.Kind == TrackKind.Text && track.Segments.Count > 0))
        {
            return false;
        }

        FontFile font = new FontFinder(options.Value.FontFile).For(all);
        string fonts = Directory.CreateDirectory(Path.Combine(work, FontFolder)).FullName;
        File.Copy(font.Path, Path.Combine(fonts, "subtitles" + Path.GetExtension(font.Path)));
        await File.WriteAllTextAsync(Path.Combine(work, SubtitleFile), SubtitleScript.Write(script, font), cancellationToken);
        return true;
    }

    // every name in here is ours, relative to the work folder, or a checked path; no text of the draft is among them
    private string Arguments(DraftScript script, AudioMix audio, bool subtitles)
    {
        string size = string.Create(CultureInfo.InvariantCulture, $"{script.Canvas.Width}x{script.Canvas.Height}");
        FFMpegArguments inputs = FFMpegArguments.FromFileInput("pipe:0", verifyExists: false, input => input
            .WithCustomArgument("-nostdin -hide_banner -nostats -loglevel warning -progress pipe:1")
            .ForceFormat("rawvideo")
            .WithCustomArgument($"-pix_fmt {PlanarFrame.PixelFormat} -video_size {size} -framerate {script.FramesPerSecond}"));
        foreach (string file in audio.Files)
        {
            inputs.AddFileInput(file, verifyExists: true, input => input.WithCustomArgument(Ffmpeg.OnlySound));
        }

        var encoder = VideoEncoder.Of(options.Value.Encoder);
        string burn = subtitles ? $",ass=filename={SubtitleFile}:fontsdir={FontFolder}" : "";
        string graph = $"[0:v]setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709{burn}[v];{audio.Filter}";
        return inputs
            .OutputToFile(VideoFile, overwrite: true, output => output
                .WithCustomArgument($"-filter_complex \"{graph}\" -map [v] -map [a]")
                .WithVideoCodec(encoder.Name)
                .WithCustomArgument($"{encoder.Arguments(options.Value.Preset)} -pix_fmt {PlanarFrame.PixelFormat}")
                .WithCustomArgument($"-g {script.FramesPerSecond * SecondsBetweenKeyframes}")
                .WithCustomArgument("-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv")
                .WithAudioCodec("aac")
                .WithAudioBitrate(options.Value.AudioKilobits)
                .WithFastStart())
            .Arguments;
    }

    private async Task RunAsync(
        string arguments, string work, FrameSource frames, long duration, IProgress<int> percent, CancellationToken cancellationToken)
    {
        var log = new LogTail();
        var progress = new FfmpegProgress(duration, percent);
        CommandResult result;
        try
        {
            result = await Cli.Wrap(Path.Combine(options.Value.FfmpegFolder, "ffmpeg"))
                .WithArguments(arguments)
                .WithWorkingDirectory(work)
                .WithStandardInputPipe(PipeSource.Create(frames.WriteAsync))
                .WithStandardOutputPipe(PipeTarget.ToDelegate(progress.Read))
                .WithStandardErrorPipe(PipeTarget.ToDelegate(log.Add))
                .WithValidation(CommandResultValidation.None)
                .ExecuteAsync(cancellationToken);
        }
        catch (CommandExecutionException e)
        {
            throw new RenderFailedException($"ffmpeg could not be run: {e.Message}", e);
        }

        if (result.ExitCode != 0)
        {
            throw new RenderFailedException($"ffmpeg ended with exit code {result.ExitCode}: {log}");
        }
    }
}
