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

    /// <summary>A file's integrated loudness in LUFS (EBU R 128); null when it is silent.</summary>
    /// <exception cref="InvalidDataException">It is no sound.</exception>
    public async Task<double?> LoudnessAsync(string path, CancellationToken cancellationToken)
    {
        string log;
        try
        {
            log = await ffmpeg.RunAsync(
                FFMpegArguments
                    .FromFileInput(path, verifyExists: true, input => input.WithCustomArgument($"-nostdin {Ffmpeg.OnlySound}"))
                    .OutputToFile("-", overwrite: true, output => output.WithCustomArgument("-vn -af ebur128=framelog=verbose").ForceFormat("null")),
                cancellationToken);
        }
        catch (FFMpegException e)
        {
            throw new InvalidDataException("ffmpeg finds no sound in it.", e);
        }

        Match found = Integrated().Match(log);
        double loudness = found.Success
            ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException("ffmpeg did not report a loudness.");
        return loudness <= Silence ? null : loudness;
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

    [GeneratedRegex(@"I:\s+(-?[0-9.]+) LUFS", RegexOptions.RightToLeft)]
    private static partial Regex Integrated();
}
