using FFMpegCore;
using FFMpegCore.Exceptions;
using VideoPipeline.Drafts;

namespace VideoPipeline.Exporter.Rendering;

/// <summary>Looks at a finished video with ffprobe before anybody else does.</summary>
internal static class VideoProbe
{
    private const double Tolerance = 0.05;

    // JianYing rounds to its own frames
    private const double ForeignTolerance = 1;

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

    /// <summary>Checks a video that another program made, in whatever codecs and size, and returns its length.</summary>
    /// <exception cref="RenderFailedException">It is no video with sound, or is not as long as expected.</exception>
    public static async Task<TimeSpan> MeasureAsync(string video, double expectedSeconds, string ffmpegFolder, CancellationToken cancellationToken)
    {
        IMediaAnalysis found;
        try
        {
            found = await FFProbe.AnalyseAsync(video, new FFOptions { BinaryFolder = ffmpegFolder }, cancellationToken: cancellationToken);
        }
        catch (FFMpegException e)
        {
            throw new RenderFailedException($"{video} is no video: {e.Message}", e);
        }

        return found is { PrimaryVideoStream: not null, PrimaryAudioStream: not null }
            && Math.Abs(found.Duration.TotalSeconds - expectedSeconds) <= ForeignTolerance
                ? found.Duration
                : throw new RenderFailedException(
                    $"{video} is no video with sound of {expectedSeconds:0.#} s, but has {found.VideoStreams.Count} pictures, {found.AudioStreams.Count} sounds, {found.Duration.TotalSeconds:0.#} s.");
    }
}
