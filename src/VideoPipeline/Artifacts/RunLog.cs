using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using VideoPipeline.Pipelines;

namespace VideoPipeline.Artifacts;

/// <summary>A run's log: the append blob <c>run.log</c>, a line for each entry, readable while the run goes on.</summary>
public sealed class RunLog(BlobServiceClient blobs, ArtifactStore artifacts, TimeProvider time)
{
    /// <summary>Adds a line: the time (UTC) and the message. Line breaks in the message become spaces.</summary>
    public async Task WriteAsync(RunKey run, string message, CancellationToken cancellationToken)
    {
        BlobContainerClient container = blobs.GetBlobContainerClient(artifacts.ContainerOf(ArtifactKind.Log));
        AppendBlobClient log = container.GetAppendBlobClient(run.BlobPrefix + ArtifactNames.Log);
        byte[] line = Encoding.UTF8.GetBytes($"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {message.ReplaceLineEndings(" ")}\n");
        try
        {
            await AppendAsync(log, line, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            var options = new AppendBlobCreateOptions
            {
                HttpHeaders = new BlobHttpHeaders { ContentType = ArtifactNames.ContentTypeOf(ArtifactNames.Log) },
                Conditions = new AppendBlobRequestConditions { IfNoneMatch = ETag.All },
            };
            await CreateAsync(log, options, cancellationToken);
            await AppendAsync(log, line, cancellationToken);
        }
    }

    private static async Task CreateAsync(AppendBlobClient log, AppendBlobCreateOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await log.CreateAsync(options, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // somebody else has just created it
        }
    }

    private static async Task AppendAsync(AppendBlobClient log, byte[] line, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(line);
        await log.AppendBlockAsync(stream, cancellationToken: cancellationToken);
    }
}
