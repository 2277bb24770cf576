using System.Globalization;
using FFMpegCore;
using Microsoft.Extensions.Options;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Voice;

/// <summary>
/// Makes the mp3 with ffmpeg: one gain for all, so that it is as loud as the settings say (EBU R 128), with a limiter where peaks would
/// be too high; mp3 by libmp3lame, 44,100 Hz, mono, 128 kbit/s. The same audio always gives the same mp3.
/// </summary>
internal sealed class NarrationEncoder(Ffmpeg ffmpeg, SoundMeter sounds, IOptions<VoiceOptions> options)
{
    // in decibels; between two samples the curve goes half a decibel higher at most
    private const double HighestSample = -2;
    private const string Limiter = "alimiter=limit=-2dB:attack=5:release=50:level=disabled";

    private const int SampleRate = 44_100;
    private const int BitRateKilobits = 128;

    /// <summary>Encodes a file of WAV or mp3.</summary>
    /// <exception cref="ToolMissingException">ffmpeg is not installed.</exception>
    public async Task EncodeAsync(string path, string mp3Path, CancellationToken cancellationToken)
    {
        string filter = await LoudnessFilterAsync(path, cancellationToken);
        await ffmpeg.RunAsync(
            FFMpegArguments.FromFileInput(path).OutputToFile(mp3Path, overwrite: true, output => output
                .WithAudioCodec("libmp3lame").WithAudioBitrate(BitRateKilobits).WithAudioSamplingRate(SampleRate)
                .WithCustomArgument($"-nostdin -ac 1 -map_metadata -1 -fflags +bitexact -flags:a +bitexact -af {filter}")),
            cancellationToken);
    }

    // Measuring and a gain take a seventh of the time of ffmpeg's loudnorm, which works at 192 kHz. What is silent stays as it is.
    private async Task<string> LoudnessFilterAsync(string path, CancellationToken cancellationToken)
    {
        if (await sounds.MeasureAsync(path, "anull", cancellationToken) is not { } level)
        {
            return "anull";
        }

        double gain = options.Value.Loudness - level.Loudness;
        if (level.Peak + gain <= HighestSample)
        {
            return Gain(gain);
        }

        // the limiter takes some of the loudness away, which is given back
        SoundLevel? limited = await sounds.MeasureAsync(path, $"{Gain(gain)},{Limiter}", cancellationToken);
        return $"{Gain(gain + options.Value.Loudness - (limited?.Loudness ?? options.Value.Loudness))},{Limiter}";
    }

    private static string Gain(double decibels) => string.Create(CultureInfo.InvariantCulture, $"volume={decibels:0.##}dB");
}
