using System.Globalization;

namespace VideoPipeline.Exporter.Rendering;

/// <summary>Reads what <c>ffmpeg -progress</c> writes: lines <c>key=value</c>, among them <c>out_time_us</c>, the microseconds that are encoded.</summary>
internal sealed class FfmpegProgress(long duration, IProgress<int> percent)
{
    private const string Encoded = "out_time_us=";

    /// <summary>Takes a line.</summary>
    public void Read(string line)
    {
        if (line.StartsWith(Encoded, StringComparison.Ordinal)
            && long.TryParse(line.AsSpan(Encoded.Length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long time))
        {
            percent.Report((int)Math.Clamp(time * 100 / duration, 0, 100));
        }
    }
}
