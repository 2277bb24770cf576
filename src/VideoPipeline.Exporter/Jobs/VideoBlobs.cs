using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using VideoPipeline.Artifacts;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Rendering;

namespace VideoPipeline.Exporter.Jobs;

/// <summary>
/// The videos of exports. The first writer wins, and whoever comes later adopts its video. A blob says in its metadata what its job told of
/// it, so that an exporter that knows nothing of that job gives the same answer.
/// </summary>
internal sealed class VideoBlobs(BlobServiceClient blobs)
{
    private const string SecondsKey = "videoseconds";
    private const string NotRenderedKey = "notrendered";

    // all metadata of a blob may have 8 KB
    private const int LongestNotRendered = 6000;

    /// <summary>The video that an order asks for, when it is stored.</summary>
    public async Task<ExportResult?> FindAsync(ExportOrder order, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties found = await Blob(order).GetPropertiesAsync(cancellationToken: cancellationToken);
            var video = new ArtifactReference(order.OutputContainer, order.OutputName, found.ContentLength);
            return new ExportResult(video, null, Seconds(found.Metadata), NotRendered(found.Metadata));
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Stores an order's video, unless it is stored; either way, returns what is stored.</summary>
    public async Task<ExportResult> AddAsync(ExportOrder order, string path, RenderedVideo rendered, CancellationToken cancellationToken)
    {
        await blobs.GetBlobContainerClient(order.OutputContainer).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        await UploadAsync(Blob(order), path, Metadata(rendered), cancellationToken);
        return await FindAsync(order, cancellationToken)
            ?? throw new InvalidOperationException($"The blob {order.OutputName} vanished right after it was written.");
    }

    /// <summary>Stores a file beside an order's video, unless one of that name is stored.</summary>
    public async Task AddBesideAsync(ExportOrder order, string name, string path, CancellationToken cancellationToken)
    {
        string folder = order.OutputName[..(order.OutputName.LastIndexOf('/') + 1)];
        BlobClient blob = blobs.GetBlobContainerClient(order.OutputContainer).GetBlobClient(folder + name);
        await UploadAsync(blob, path, null, cancellationToken);
    }

    /// <summary>Downloads an order's stored video.</summary>
    public async Task DownloadAsync(ExportOrder order, string path, CancellationToken cancellationToken)
    {
        using Response download = await Blob(order).DownloadToAsync(path, cancellationToken);
    }

    private static async Task UploadAsync(
        BlobClient blob, string path, IDictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        var upload = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            HttpHeaders = new BlobHttpHeaders { ContentType = ArtifactNames.ContentTypeOf(blob.Name) },
            Metadata = metadata,
        };
        try
        {
            await blob.UploadAsync(path, upload, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // stored by an earlier try of this job
        }
    }

    private static Dictionary<string, string> Metadata(RenderedVideo rendered)
    {
        var metadata = new Dictionary<string, string>
        {
            [SecondsKey] = rendered.Duration.TotalSeconds.ToString("R", CultureInfo.InvariantCulture),
        };

        // metadata travel as HTTP headers: ASCII
        string notRendered = Uri.EscapeDataString(JsonSerializer.Serialize(rendered.NotRendered));
        if (notRendered.Length <= LongestNotRendered)
        {
            metadata[NotRenderedKey] = notRendered;
        }

        return metadata;
    }

    private static double? Seconds(IDictionary<string, string> metadata) =>
        metadata.TryGetValue(SecondsKey, out string? text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            ? seconds
            : null;

    private static IReadOnlyList<string> NotRendered(IDictionary<string, string> metadata) =>
        metadata.TryGetValue(NotRenderedKey, out string? text)
            ? JsonSerializer.Deserialize<string[]>(Uri.UnescapeDataString(text)) ?? []
            : [];

    private BlobClient Blob(ExportOrder order) => blobs.GetBlobContainerClient(order.OutputContainer).GetBlobClient(order.OutputName);
}
