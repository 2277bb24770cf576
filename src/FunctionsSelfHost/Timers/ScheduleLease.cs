using System.Diagnostics;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FunctionsSelfHost.Hosting;

namespace FunctionsSelfHost.Timers;

/// <summary>
/// The right to run a schedule, which one process at a time has: a lease on a blob. It is renewed until it is disposed of or lost; one that
/// a killed process held ends by itself.
/// </summary>
internal sealed class ScheduleLease : IAsyncDisposable
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RenewalPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RenewalRetry = TimeSpan.FromSeconds(1);

    // before it ends in the storage, so that two processes never believe to hold it
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(12);

    private readonly BlobLeaseClient lease;
    private readonly CancellationTokenSource ended = new();
    private readonly CancellationTokenSource lost = new();
    private readonly Task renewing;
    private long renewed;

    private ScheduleLease(BlobLeaseClient lease, long renewed)
    {
        this.lease = lease;
        this.renewed = renewed;
        renewing = RenewAsync();
    }

    /// <summary>Cancelled when another process may hold the lease.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>False when another process may hold the lease, even when this one was suspended and has not noticed it yet.</summary>
    public bool IsHeld => !lost.IsCancellationRequested && Left > TimeSpan.Zero;

    private TimeSpan Left => Trust - Stopwatch.GetElapsedTime(Interlocked.Read(ref renewed));

    /// <summary>Takes the lease, or returns null when another process has it.</summary>
    /// <exception cref="RequestFailedException">The storage does not answer as it should.</exception>
    public static async Task<ScheduleLease?> TryAcquireAsync(BlobContainerClient container, string name, CancellationToken cancellationToken)
    {
        BlobClient blob = container.GetBlobClient(name);
        if (!await blob.ExistsAsync(cancellationToken))
        {
            await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await CreateAsync(blob, cancellationToken);
        }

        BlobLeaseClient lease = blob.GetBlobLeaseClient();
        long asked = Stopwatch.GetTimestamp();
        try
        {
            await lease.AcquireAsync(Duration, cancellationToken: cancellationToken);
            return new ScheduleLease(lease, asked);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return null;
        }
    }

    /// <summary>Gives the lease back.</summary>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await renewing;
        if (IsHeld)
        {
            await ReleaseAsync();
        }

        ended.Dispose();
        lost.Dispose();
    }

    private static async Task CreateAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            var ifMissing = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await blob.UploadAsync(BinaryData.Empty, ifMissing, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // another process was faster
        }
    }

    private async Task RenewAsync()
    {
        TimeSpan delay = RenewalPeriod;
        while (!ended.IsCancellationRequested)
        {
            await Task.Delay(delay, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended.IsCancellationRequested)
            {
                return;
            }

            if (!IsHeld || !await TryRenewAsync())
            {
                await lost.CancelAsync();
                return;
            }

            delay = Left > Trust - RenewalRetry ? RenewalPeriod : RenewalRetry;
        }
    }

    // False when the lease is another's. A storage that does not answer is asked again for as long as the lease lasts.
    private async Task<bool> TryRenewAsync()
    {
        long asked = Stopwatch.GetTimestamp();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ended.Token);
        timeout.CancelAfter(Left);
        try
        {
            await lease.RenewAsync(cancellationToken: timeout.Token);
            Interlocked.Exchange(ref renewed, asked);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return false;
        }
        catch (Exception e) when (StorageConnection.IsFault(e))
        {
            return true;
        }
    }

    private async Task ReleaseAsync()
    {
        using var timeout = new CancellationTokenSource(RenewalPeriod);
        try
        {
            await lease.ReleaseAsync(cancellationToken: timeout.Token);
        }
        catch (Exception e) when (StorageConnection.IsFault(e))
        {
            // it ends by itself
        }
    }
}
