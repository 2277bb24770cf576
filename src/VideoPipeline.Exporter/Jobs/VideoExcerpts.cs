using System.Globalization;
using CliWrap;
using CliWrap.Buffered;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Rendering;

namespace VideoPipeline.Exporter.Jobs;

/// <summary>
/// Makes a preview and a poster of a finished video. Nothing is encoded again but one frame, so it takes a moment; yet it is done when the
/// job has ended, so that nobody waits for the exporter because of it, and before the next one, so that there is one ffmpeg at a time.
/// </summary>
internal sealed class VideoExcerpts(VideoBlobs videos, IOptions<RenderOptions> options)
{
    // as long as the original's
    private const int PreviewSeconds = 30;

    // far enough into the first picture that nothing is fading in any more
    private const double PosterSecond = 3;

    /// <summary>Makes and stores both beside the video; what is stored already stays.</summary>
    /// <param name="order">The export that made the video.</param>
    /// <param name="video">The video's file.</param>
    /// <param name="seconds">Its length; null when that is not known.</param>
    /// <param name="work">A folder for files that are only needed meanwhile.</param>
    /// <param name="cancellationToken">Ends the work early; ffmpeg is killed.</param>
    /// <exception cref="RenderFailedException">ffmpeg cannot make them.</exception>
    public async Task MakeAsync(ExportOrder order, string video, double? seconds, string work, CancellationToken cancellationToken)
    {
        string preview = Path.Combine(work, ArtifactNames.Preview);
        string length = PreviewSeconds.ToString(CultureInfo.InvariantCulture);
        await RunAsync(["-i", video, "-t", length, "-c", "copy", "-movflags", "+faststart", preview], cancellationToken);
        await videos.AddBesideAsync(order, ArtifactNames.Preview, preview, cancellationToken);

        string poster = Path.Combine(work, ArtifactNames.Poster);
        string second = Math.Min(PosterSecond, (seconds ?? 0) / 2).ToString("0.###", CultureInfo.InvariantCulture);
        await RunAsync(["-ss", second, "-i", video, "-frames:v", "1", "-q:v", "3", poster], cancellationToken);
        await videos.AddBesideAsync(order, ArtifactNames.Poster, poster, cancellationToken);
    }

    private async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        BufferedCommandResult result = await Cli.Wrap(Path.Combine(options.Value.FfmpegFolder, "ffmpeg"))
            .WithArguments(["-nostdin", "-v", "error", "-y", .. arguments])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new RenderFailedException($"ffmpeg ended with exit code {result.ExitCode}: {result.StandardError}");
        }
    }
}
