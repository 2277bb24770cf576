using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Export;
using VideoPipeline.Exporter.Jobs;

namespace VideoPipeline.Exporter.Seats;

/// <summary>
/// A seat in storage: the blob <c>exporter-seats/{seat}</c>, held by a lease, with the seat's highest token in its metadata. The lease's
/// ID is kept in the state directory, so that a process that was killed takes its own lease back at once. Each process writes itself into
/// the blob when it takes the seat, and every later call demands the version it has written: so of two processes with copies of one state
/// directory, the earlier one is told.
/// </summary>
internal sealed class SeatBlob : IDisposable
{
    /// <summary>How long a lease lasts without being renewed.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(60);

    private const string Container = "exporter-seats";

    private readonly SemaphoreSlim calls = new(1);
    private readonly string process = Guid.NewGuid().ToString("N");
    private readonly BlobContainerClient container;
    private readonly BlobClient blob;
    private readonly BlobLeaseClient lease;
    private readonly JobStore store;
    private SeatContent content = new(default, "", "", "");
    private ETag version;

    public SeatBlob(BlobServiceClient blobs, JobStore store, IOptions<ExporterOptions> options, IOptions<ArtifactStoreOptions> artifacts)
    {
        this.store = store;
        container = blobs.GetBlobContainerClient(artifacts.Value.Prefix + Container);
        blob = container.GetBlobClient(options.Value.Seat);
        lease = blob.GetBlobLeaseClient(store.LeaseId.ToString("D"));
    }

    /// <summary>The highest token under which a job of this seat was ever taken, on whatever machine.</summary>
    public FencingToken Highest => content.Token;

    /// <summary>The machine of the process that held the seat last.</summary>
    public string Machine => content.Machine;

    /// <summary>Takes the seat. False when another exporter holds it.</summary>
    /// <exception cref="RequestFailedException">Storage does not work.</exception>
    public async Task<bool> TryTakeAsync(CancellationToken cancellationToken)
    {
        bool isLeased = await TryAcquireAsync(cancellationToken);
        BlobProperties found = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
        content = SeatContent.Read(found.Metadata);
        if (!isLeased)
        {
            return false;
        }

        if (content.Holder.Length > 0 && content.Holder != lease.LeaseId)
        {
            // before the blob says that the seat is ours: if we are killed between, the next start does it again
            store.ForgetUnfinishedBelow(content.Token);
        }

        FencingToken highest = content.Token > store.Highest ? content.Token : store.Highest;
        version = found.ETag;
        await WriteAsync(new SeatContent(highest, lease.LeaseId, process, Environment.MachineName), cancellationToken);
        return true;
    }

    /// <summary>Renews the lease.</summary>
    /// <exception cref="SeatLostException">Somebody else has the seat, or had it.</exception>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        await calls.WaitAsync(cancellationToken);
        try
        {
            await UnderLeaseAsync(
                () => lease.RenewAsync(new RequestConditions { IfMatch = version }, cancellationToken), cancellationToken);
        }
        finally
        {
            calls.Release();
        }
    }

    /// <summary>Keeps a token, when it is higher than all before.</summary>
    /// <exception cref="SeatLostException">Somebody else has the seat, or had it.</exception>
    public async Task RaiseAsync(FencingToken token, CancellationToken cancellationToken)
    {
        await calls.WaitAsync(cancellationToken);
        try
        {
            if (token > Highest)
            {
                await UnderLeaseAsync(() => WriteAsync(content with { Token = token }, cancellationToken), cancellationToken);
            }
        }
        finally
        {
            calls.Release();
        }
    }

    /// <summary>Gives the seat back, unless another process has taken it by the same lease.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken) =>
        lease.ReleaseAsync(new RequestConditions { IfMatch = version }, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => calls.Dispose();

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        try
        {
            var ifNew = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await blob.UploadAsync(BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty), ifNew, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // an earlier holder has created it
        }
    }

    private async Task<bool> TryAcquireAsync(CancellationToken cancellationToken)
    {
        try
        {
            try
            {
                await lease.AcquireAsync(LeaseTime, cancellationToken: cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                await CreateAsync(cancellationToken);
                await lease.AcquireAsync(LeaseTime, cancellationToken: cancellationToken);
            }

            return true;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return false;
        }
    }

    private async Task WriteAsync(SeatContent written, CancellationToken cancellationToken)
    {
        var ours = new BlobRequestConditions { LeaseId = lease.LeaseId, IfMatch = version };
        BlobInfo info = await blob.SetMetadataAsync(written.ToMetadata(), ours, cancellationToken);
        (content, version) = (written, info.ETag);
    }

    private async Task UnderLeaseAsync(Func<Task> call, CancellationToken cancellationToken)
    {
        try
        {
            try
            {
                await call();
            }
            catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ConditionNotMet)
            {
                await AdoptVersionAsync(e, cancellationToken);
                await call();
            }
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            throw new SeatLostException($"The exporter has lost its seat \"{blob.Name}\": {Reason(e)}", e);
        }
    }

    // The blob has another version than we know. When it still names this process, an answer to one of our writes was lost on its way.
    private async Task AdoptVersionAsync(RequestFailedException unknownVersion, CancellationToken cancellationToken)
    {
        BlobProperties found = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
        SeatContent read = SeatContent.Read(found.Metadata);
        if (read.Process != process)
        {
            throw new SeatLostException(
                $"The exporter has lost its seat \"{blob.Name}\": an exporter on {read.Machine} has taken it.", unknownVersion);
        }

        (content, version) = (read, found.ETag);
    }

    private static string Reason(RequestFailedException refused) =>
        refused.Status == 404 ? "its blob was deleted." : $"storage refuses its lease ({refused.ErrorCode}).";
}
