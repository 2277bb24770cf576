using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using FFMpegCore;
using Microsoft.Extensions.Options;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Voice;

/// <summary>
/// Makes the mp3 with ffmpeg: loudness by its filter loudnorm (EBU R 128) in two passes, the first to measure and the second to apply one
/// gain to all; mp3 by libmp3lame, 44,100 Hz, mono, 128 kbit/s. The same audio always gives the same mp3.
/// </summary>
internal sealed class NarrationEncoder(Ffmpeg ffmpeg, IOptions<VoiceOptions> options)
{
    private const double TruePeak = -1.5;
    private const double LoudnessRange = 11;
    private const int SampleRate = 44_100;
    private const int BitRateKilobits = 128;

    /// <summary>Encodes a WAV file.</summary>
    /// <exception cref="ToolMissingException">ffmpeg is not installed.</exception>
    public async Task EncodeAsync(string wavPath, string mp3Path, CancellationToken cancellationToken)
    {
        string? filter = await LoudnessFilterAsync(wavPath, cancellationToken);
        await ffmpeg.RunAsync(
            FFMpegArguments.FromFileInput(wavPath).OutputToFile(mp3Path, overwrite: true, output =>
            {
                output.WithAudioCodec("libmp3lame").WithAudioBitrate(BitRateKilobits).WithAudioSamplingRate(SampleRate)
                    .WithCustomArgument("-nostdin -ac 1 -map_metadata -1 -fflags +bitexact -flags:a +bitexact");
                if (filter is not null)
                {
                    output.WithCustomArgument($"-af {filter}");
                }
            }),
            cancellationToken);
    }

    // Null for audio that is silent or too short to measure: it stays as it is.
    private async Task<string?> LoudnessFilterAsync(string wavPath, CancellationToken cancellationToken)
    {
        string target = string.Create(CultureInfo.InvariantCulture, $"loudnorm=I={options.Value.Loudness}:TP={TruePeak}:LRA={LoudnessRange}");
        string log = await ffmpeg.RunAsync(
            FFMpegArguments.FromFileInput(wavPath)
                .OutputToFile("-", overwrite: true, output => output.WithCustomArgument($"-nostdin -af {target}:print_format=json").ForceFormat("null")),
            cancellationToken);
        int start = log.LastIndexOf('{');
        int end = log.LastIndexOf('}');
        if (start < 0 || end < start)
        {
            throw new InvalidOperationException($"ffmpeg did not report the loudness of the narration: {Tail(log)}");
        }

        Measurement measured = JsonSerializer.Deserialize<Measurement>(log[start..(end + 1)])
            ?? throw new InvalidOperationException("ffmpeg reported no loudness of the narration.");
        return measured.Loudness.Contains("inf", StringComparison.Ordinal)
            ? null
            : $"{target}:linear=true:measured_I={measured.Loudness}:measured_TP={measured.TruePeak}:measured_LRA={measured.Range}" +
              $":measured_thresh={measured.Threshold}:offset={measured.Offset}";
    }

    private static string Tail(string log) => log.Length <= 500 ? log : log[^500..];

    // What loudnorm prints, all as text.
    private sealed record Measurement(
        [property: JsonPropertyName("input_i")] string Loudness,
        [property: JsonPropertyName("input_tp")] string TruePeak,
        [property: JsonPropertyName("input_lra")] string Range,
        [property: JsonPropertyName("input_thresh")] string Threshold,
        [property: JsonPropertyName("target_offset")] string Offset);
}
