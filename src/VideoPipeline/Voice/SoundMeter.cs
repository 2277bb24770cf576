using System.Globalization;
using System.Text.RegularExpressions;
using FFMpegCore;
using FFMpegCore.Exceptions;
using Microsoft.Extensions.Options;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Voice;

/// <summary>Tells how long and how loud sound files are.</summary>
internal sealed partial class SoundMeter(Ffmpeg ffmpeg, IOptions<VoiceOptions> options)
{
    // what ebur128 reports of silence
    private const double Silence = -70;

    /// <summary>Whether there is an ffmpeg to measure with.</summary>
    public bool CanMeasureLoudness => ffmpeg.IsPresent;

    /// <summary>A file's length: of an mp3 by its frames, otherwise by ffprobe.</summary>
    /// <exception cref="InvalidDataException">It is no sound.</exception>
    /// <exception cref="ToolMissingException">It is no mp3, and ffprobe is not installed.</exception>
    public async Task<TimeSpan> LengthAsync(string path, CancellationToken cancellationToken) =>
        await Mp3LengthAsync(path, cancellationToken) ?? await ProbedLengthAsync(path, cancellationToken);

    /// <summary>How loud a file is (EBU R 128); null when it is silent, or too short to tell.</summary>
    /// <param name="path">The file.</param>
    /// <param name="filter">A filter of ffmpeg that it goes through first; <c>anull</c> for none.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <exception cref="InvalidDataException">It is no sound.</exception>
    /// <exception cref="ToolMissingException">ffmpeg is not installed.</exception>
    public async Task<SoundLevel?> MeasureAsync(string path, string filter, CancellationToken cancellationToken)
    {
        string log;
        try
        {
            log = await ffmpeg.RunAsync(
                FFMpegArguments
                    .FromFileInput(path, verifyExists: true, input => input.WithCustomArgument($"-nostdin {Ffmpeg.OnlySound}"))
                    .OutputToFile("-", overwrite: true, output => output
                        .WithCustomArgument($"-vn -af {filter},ebur128=framelog=verbose:peak=sample")
                        .ForceFormat("null")),
                cancellationToken);
        }
        catch (FFMpegException e)
        {
            throw new InvalidDataException("ffmpeg finds no sound in it.", e);
        }

        double? loudness = Read(Integrated(), log);
        double? peak = Read(Peak(), log);
        return loudness > Silence && peak is { } highest ? new SoundLevel(loudness.Value, highest) : null;
    }

    private static double? Read(Regex figure, string log)
    {
        Match found = figure.Match(log);
        return !found.Success ? throw new InvalidOperationException("ffmpeg did not report how loud a sound is.")
            : double.TryParse(found.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value
            : null;
    }

    // null when it is no mp3, or one that only a decoder makes sense of
    private static async Task<TimeSpan?> Mp3LengthAsync(string path, CancellationToken cancellationToken)
    {
        if (!Path.GetExtension(path).Equals(".mp3", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            var mp3 = Mp3Audio.Read(await File.ReadAllBytesAsync(path, cancellationToken));
            return TimeSpan.FromSeconds((double)mp3.Samples / mp3.SampleRate);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private async Task<TimeSpan> ProbedLengthAsync(string path, CancellationToken cancellationToken)
    {
        var folder = new FFOptions { BinaryFolder = options.Value.FfmpegFolder };
        IMediaAnalysis found;
        try
        {
            found = await FFProbe.AnalyseAsync(path, folder, Ffmpeg.OnlySound, cancellationToken);
        }
        catch (FFMpegException e) when (Ffmpeg.IsMissing(e))
        {
            throw new ToolMissingException("ffprobe", Ffmpeg.HowToInstall, e);
        }
        catch (FFMpegException e)
        {
            throw new InvalidDataException("ffprobe finds no sound in it.", e);
        }

        return found.PrimaryAudioStream is { } && found.Duration > TimeSpan.Zero
            ? found.Duration
            : throw new InvalidDataException("ffprobe finds no sound in it.");
    }

    [GeneratedRegex(@"I:\s+(\S+) LUFS", RegexOptions.RightToLeft)]
    private static partial Regex Integrated();

    [GeneratedRegex(@"Peak:\s+(\S+) dBFS", RegexOptions.RightToLeft)]
    private static partial Regex Peak();
}
