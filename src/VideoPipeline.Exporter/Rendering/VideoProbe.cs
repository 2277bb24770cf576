using FFMpegCore;
using VideoPipeline.Drafts;

namespace VideoPipeline.Exporter.Rendering;

/// <summary>Looks at a finished video with ffprobe before anybody else does.</summary>
internal static class VideoProbe
{
    private const double Tolerance = 0.05;

    /// <summary>Checks a video against its draft and returns its length.</summary>
    /// <exception cref="RenderFailedException">Its codecs, size or length are not what the draft says.</exception>
    public static async Task<TimeSpan> CheckAsync(string video, DraftScript script, string ffmpegFolder, CancellationToken cancellationToken)
    {
        IMediaAnalysis found = await FFProbe.AnalyseAsync(video, new FFOptions { BinaryFolder = ffmpegFolder }, cancellationToken: cancellationToken);
        double expected = script.Duration / 1e6;
        double seconds = found.Duration.TotalSeconds;
        bool streams = found is { PrimaryVideoStream.CodecName: "h264", PrimaryAudioStream.CodecName: "aac" };
        bool size = found.PrimaryVideoStream?.Width == script.Canvas.Width && found.PrimaryVideoStream.Height == script.Canvas.Height;
        if (!streams || !size || Math.Abs(seconds - expected) > Tolerance)
        {
            throw new RenderFailedException(
                $"ffmpeg made {found.PrimaryVideoStream?.CodecName} {found.PrimaryVideoStream?.Width} x {found.PrimaryVideoStream?.Height} with "
                + $"{found.PrimaryAudioStream?.CodecName}, {seconds:0.###} s, where H.264 {script.Canvas.Width} x {script.Canvas.Height} with AAC, "
                + $"{expected:0.###} s, was asked for.");
        }

        return found.Duration;
    }
}
