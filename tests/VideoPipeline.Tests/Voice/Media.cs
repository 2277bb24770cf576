using System.Globalization;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;

namespace VideoPipeline.Tests.Voice;

/// <summary>Measures media with ffmpeg itself.</summary>
internal static class Media
{
    /// <summary>A tone of 1 kHz as a file.</summary>
    /// <param name="seconds">Its length.</param>
    /// <param name="decibels">Its peak, under full scale.</param>
    /// <param name="format">The file's format: mp3, m4a or wav.</param>
    public static async Task<byte[]> ToneAsync(int seconds, int decibels, string format)
    {
        string file = Path.Combine(Path.GetTempPath(), $"tone-{Guid.NewGuid():N}.{format}");
        string tone = string.Create(CultureInfo.InvariantCulture, $"aevalsrc=sin(2*PI*1000*t)*pow(10\\,{decibels}/20):s=44100:d={seconds}");
        await Cli.Wrap("ffmpeg").WithArguments(["-nostdin", "-v", "error", "-f", "lavfi", "-i", tone, file]).ExecuteAsync();
        byte[] bytes = await File.ReadAllBytesAsync(file);
        File.Delete(file);
        return bytes;
    }

    /// <summary>The length of what a decoder gives, in seconds: counted samples, not what a header says.</summary>
    public static async Task<double> DecodedSecondsAsync(string path)
    {
        using var pcm = new MemoryStream();
        await Cli.Wrap("ffmpeg")
            .WithArguments(["-nostdin", "-v", "error", "-i", path, "-f", "s16le", "-ac", "1", "-ar", "44100", "-"])
            .WithStandardOutputPipe(PipeTarget.ToStream(pcm))
            .ExecuteAsync();
        return pcm.Length / 2.0 / 44_100;
    }

    /// <summary>When silences of a fifth of a second or more end, in seconds.</summary>
    public static async Task<double[]> SilenceEndsAsync(string path)
    {
        BufferedCommandResult result = await Cli.Wrap("ffmpeg")
            .WithArguments(["-nostdin", "-i", path, "-af", "silencedetect=noise=-60dB:duration=0.2", "-f", "null", "-"])
            .ExecuteBufferedAsync();
        return [.. Regex.Matches(result.StandardError, @"silence_end: ([\d.]+)")
            .Select(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))];
    }

    /// <summary>The highest true peak of a file, in decibels; full scale is 0.</summary>
    public static async Task<double> PeakAsync(string path)
    {
        BufferedCommandResult result = await Cli.Wrap("ffmpeg")
            .WithArguments(["-nostdin", "-i", path, "-af", "ebur128=peak=true", "-f", "null", "-"])
            .ExecuteBufferedAsync();
        return double.Parse(Regex.Match(result.StandardError, @"True peak:\s+Peak:\s+(-?[\d.]+) dBFS").Groups[1].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>The integrated loudness in LUFS of a file.</summary>
    public static async Task<double> LoudnessAsync(string path)
    {
        BufferedCommandResult result = await Cli.Wrap("ffmpeg")
            .WithArguments(["-nostdin", "-i", path, "-af", "ebur128", "-f", "null", "-"])
            .ExecuteBufferedAsync();
        Match match = Regex.Match(result.StandardError, @"Integrated loudness:\s+I:\s+(-?[\d.]+) LUFS");
        return double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
