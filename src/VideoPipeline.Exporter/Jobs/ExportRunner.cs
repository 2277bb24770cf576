using System.IO.Compression;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Rendering;

namespace VideoPipeline.Exporter.Jobs;

/// <summary>Does one job: fetches the draft, renders it, and stores the video. Its work folder is gone afterwards, whatever happened.</summary>
internal sealed class ExportRunner(DraftRenderer renderer, BlobServiceClient blobs, JobStore store, IOptions<ExporterOptions> options)
{
    /// <summary>Does the job; returns its record when it has succeeded.</summary>
    public async Task<JobRecord> RunAsync(JobRecord job, IProgress<int> percent, CancellationToken cancellationToken)
    {
        string work = Path.Combine(store.Work, job.RequestId);
        Directory.CreateDirectory(work);
        try
        {
            return job.Order is { } order
                ? await ExportAsync(job, order, work, percent, cancellationToken)
                : await ExportLocalAsync(job, work, percent, cancellationToken);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private async Task<JobRecord> ExportAsync(JobRecord job, ExportOrder order, string work, IProgress<int> percent, CancellationToken cancellationToken)
    {
        string archive = Path.Combine(work, "draft.zip");
        string folder = Path.Combine(work, "draft");
        using (Response download = await Blob(order.Draft.Container, order.Draft.Name).DownloadToAsync(archive, cancellationToken))
        {
            await ZipFile.ExtractToDirectoryAsync(archive, folder, cancellationToken);
        }

        string video = Path.Combine(work, ArtifactNames.Video);
        RenderedVideo rendered = await renderer.RenderAsync(folder, video, percent, cancellationToken);
        ArtifactReference stored = await StoreAsync(order, video, cancellationToken);
        return Succeeded(job, rendered) with { Video = stored };
    }

    private async Task<JobRecord> ExportLocalAsync(JobRecord job, string work, IProgress<int> percent, CancellationToken cancellationToken)
    {
        string draft = job.LocalDraft!;
        string rendered = Path.Combine(work, ArtifactNames.Video);
        RenderedVideo video = await renderer.RenderAsync(draft, rendered, percent, cancellationToken);
        string folder = options.Value.VideoOutputDir ?? Path.GetDirectoryName(draft)!;
        Directory.CreateDirectory(folder);
        string target = Path.Combine(folder, $"{Path.GetFileName(draft)}.mp4");

        // first beside the target, then in one step: nobody ever sees half a video
        string beside = $"{target}.{job.RequestId}.tmp";
        File.Copy(rendered, beside, overwrite: true);
        File.Move(beside, target, overwrite: true);
        return Succeeded(job, video) with { LocalVideo = target };
    }

    private static JobRecord Succeeded(JobRecord job, RenderedVideo video) => job with
    {
        State = ExportState.Succeeded,
        VideoSeconds = video.Duration.TotalSeconds,
        NotRendered = video.NotRendered,
    };

    // The first writer wins; whoever comes later adopts its video.
    private async Task<ArtifactReference> StoreAsync(ExportOrder order, string path, CancellationToken cancellationToken)
    {
        await blobs.GetBlobContainerClient(order.OutputContainer).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        BlobClient blob = Blob(order.OutputContainer, order.OutputName);
        try
        {
            await blob.UploadAsync(
                path,
                new BlobUploadOptions
                {
                    Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                    HttpHeaders = new BlobHttpHeaders { ContentType = ArtifactNames.ContentTypeOf(order.OutputName) },
                },
                cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // stored by an earlier try of this job
        }

        BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
        return new ArtifactReference(order.OutputContainer, order.OutputName, properties.ContentLength);
    }

    private BlobClient Blob(string container, string name) => blobs.GetBlobContainerClient(container).GetBlobClient(name);
}
