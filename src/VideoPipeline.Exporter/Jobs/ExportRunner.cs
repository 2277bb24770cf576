using System.ComponentModel;
using Azure;
using Azure.Storage.Blobs;
using CliWrap.Exceptions;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Drafts;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Rendering;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Exporter.Jobs;

/// <summary>
/// Does one job: fetches the draft, renders it, and stores the video; then, when its caller has been told, the video's excerpts. Its work
/// folder is gone afterwards, whatever happened.
/// </summary>
internal sealed partial class ExportRunner(
    IDraftRenderer renderer,
    BlobServiceClient blobs,
    VideoBlobs videos,
    VideoExcerpts excerpts,
    JobStore store,
    IOptions<ExporterOptions> options,
    ILogger<ExportRunner> logger)
{
    private readonly DraftFolder? drafts = options.Value.DraftLocalDir is { Length: > 0 } root ? new DraftFolder(root) : null;

    /// <inheritdoc cref="IDraftRenderer.MayRepeat"/>
    public bool MayRepeat => renderer.MayRepeat;

    /// <summary>Removes the drafts that killed exporters have left unfinished.</summary>
    public void Sweep() => drafts?.Sweep();

    /// <summary>Removes what a job that was rendered when the exporter was killed has left outside the state directory.</summary>
    public void SweepAfter(JobRecord job)
    {
        if (job.LocalDraft is { } draft)
        {
            File.Delete(UnfinishedVideo(job, LocalVideo(draft)));
        }
    }

    /// <summary>Does the job. A video that is stored already is the job's result, and nothing is rendered.</summary>
    public async Task<ExportResult> RunAsync(JobRecord job, IProgress<int> percent, CancellationToken cancellationToken)
    {
        if (job.Order is { } order && await videos.FindAsync(order, cancellationToken) is { } stored)
        {
            return stored;
        }

        if (job.Starts > 1 && !renderer.MayRepeat)
        {
            throw new RenderFailedException(
                "This process ended while another program exported the draft, so whether that has succeeded is not known. See to it, then retry the run.");
        }

        string work = WorkOf(job);
        Directory.CreateDirectory(work);
        bool isKept = false;
        try
        {
            if (job.Order is not { } wanted)
            {
                return await ExportLocalAsync(job, job.LocalDraft!, work, percent, cancellationToken);
            }

            ExportResult result = await ExportAsync(wanted, work, percent, cancellationToken);
            isKept = true;
            return result;
        }
        finally
        {
            if (!isKept)
            {
                Remove(work);
            }
        }
    }

    /// <summary>
    /// Makes the excerpts of a job's video, which is stored, and removes the job's work folder. A video is none the worse for having no
    /// preview, so that it could not be made is only logged.
    /// </summary>
    public async Task ExcerptAsync(JobRecord job, CancellationToken cancellationToken)
    {
        string work = Directory.CreateDirectory(WorkOf(job)).FullName;
        string video = Path.Combine(work, ArtifactNames.Video);
        try
        {
            if (!File.Exists(video))
            {
                // this process has been restarted since
                await videos.DownloadAsync(job.Order!, video, cancellationToken);
            }

            await excerpts.MakeAsync(job.Order!, video, job.Result?.VideoSeconds, work, cancellationToken);
        }
        catch (Exception e) when (
            e is RenderFailedException or CommandExecutionException or Win32Exception or RequestFailedException or IOException)
        {
            LogNoExcerpts(logger, e, job.RequestId);
        }
        finally
        {
            Remove(work);
        }
    }

    private string WorkOf(JobRecord job) => Path.Combine(store.Work, job.RequestId);

    private async Task<ExportResult> ExportAsync(
        ExportOrder order, string work, IProgress<int> percent, CancellationToken cancellationToken)
    {
        string folder = await UnpackAsync(order.Draft, work, cancellationToken);
        string video = Path.Combine(work, ArtifactNames.Video);
        RenderedVideo rendered = await renderer.RenderAsync(folder, video, percent, cancellationToken);
        return await videos.AddAsync(order, video, rendered, cancellationToken);
    }

    private async Task<string> UnpackAsync(ArtifactReference draft, string work, CancellationToken cancellationToken)
    {
        RunId run = ExportNames.RunOf(draft.Name);
        if (drafts?.Has(run) == true)
        {
            return drafts.PathOf(run);
        }

        string archive = Path.Combine(work, "draft.zip");
        BlobClient blob = blobs.GetBlobContainerClient(draft.Container).GetBlobClient(draft.Name);
        using Response download = await blob.DownloadToAsync(archive, cancellationToken);
        await using FileStream file = File.OpenRead(archive);
        if (drafts is not null)
        {
            return await drafts.PlaceAsync(run, file, cancellationToken);
        }

        string folder = Directory.CreateDirectory(Path.Combine(work, "draft")).FullName;
        await DraftArchive.UnpackAsync(file, folder, cancellationToken);
        return folder;
    }

    private async Task<ExportResult> ExportLocalAsync(
        JobRecord job, string draft, string work, IProgress<int> percent, CancellationToken cancellationToken)
    {
        string rendered = Path.Combine(work, ArtifactNames.Video);
        RenderedVideo video = await renderer.RenderAsync(draft, rendered, percent, cancellationToken);
        string target = LocalVideo(draft);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);

        // first beside the target, then in one step: nobody ever sees half a video
        string beside = UnfinishedVideo(job, target);
        File.Copy(rendered, beside, overwrite: true);
        File.Move(beside, target, overwrite: true);
        return new ExportResult(null, target, video.Duration.TotalSeconds, video.NotRendered);
    }

    private string LocalVideo(string draft)
    {
        string folder = options.Value.VideoOutputDir is { Length: > 0 } configured ? configured : Path.GetDirectoryName(draft)!;
        return Path.Combine(folder, $"{Path.GetFileName(draft)}.mp4");
    }

    private static string UnfinishedVideo(JobRecord job, string target) => $"{target}.{job.RequestId}.tmp";

    // That the folder cannot be removed is no reason to call a job failed whose video is stored. The next start tries again.
    private void Remove(string work)
    {
        try
        {
            Directory.Delete(work, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogLeft(logger, e, work);
        }
    }

    [LoggerMessage(3011, LogLevel.Warning, "The video of the export {RequestId} has no preview or no poster: they could not be made")]
    private static partial void LogNoExcerpts(ILogger logger, Exception exception, string requestId);

    [LoggerMessage(3012, LogLevel.Warning, "The work folder {Folder} could not be removed; the next start tries again")]
    private static partial void LogLeft(ILogger logger, Exception exception, string folder);
}
