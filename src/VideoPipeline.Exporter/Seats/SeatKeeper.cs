using Azure;
using Microsoft.Extensions.Options;
using VideoPipeline.Export;

namespace VideoPipeline.Exporter.Seats;

/// <summary>
/// Holds this process's seat from its start to its end, so that over all machines one process serves a seat. A process that finds its seat
/// taken does not start, or stands by until it is free. One that loses its seat, or cannot renew its lease until it would run out,
/// stops what it does and ends.
/// </summary>
internal sealed partial class SeatKeeper(
    SeatBlob blob, IOptions<ExporterOptions> options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<SeatKeeper> logger)
    : BackgroundService, IAsyncDisposable
{
    /// <summary>How often an exporter that stands by looks whether its seat is free.</summary>
    public static readonly TimeSpan StandByInterval = TimeSpan.FromSeconds(5);

    /// <summary>How often the lease is renewed.</summary>
    public static readonly TimeSpan RenewInterval = SeatBlob.LeaseTime / 3;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan OneTry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReleasePatience = TimeSpan.FromSeconds(5);

    // what is under way must have stopped when the lease runs out, not begin to stop
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource lost = new();
    private readonly Lock gate = new();
    private long renewedAt;
    private bool isDisposed;

    /// <summary>Completes when this process holds its seat.</summary>
    public Task Taken => taken.Task;

    /// <summary>Cancelled when this process does not hold its seat any more.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Whether this process holds its seat.</summary>
    public bool IsHeld => taken.Task.IsCompletedSuccessfully && Loss is null;

    /// <summary>How the seat was lost; null while it is held or waited for.</summary>
    public SeatLostException? Loss { get; private set; }

    /// <summary>The highest token under which a job of this seat was ever taken.</summary>
    public FencingToken Highest => blob.Highest;

    /// <summary>Keeps a token in storage, when it is higher than all before. A job is taken only after that.</summary>
    /// <exception cref="SeatLostException">The seat is lost; the process is ending.</exception>
    /// <exception cref="RequestFailedException">Storage does not work. Whether the token was kept is not known.</exception>
    public async Task RaiseAsync(FencingToken token, CancellationToken cancellationToken)
    {
        try
        {
            await blob.RaiseAsync(token, cancellationToken);
        }
        catch (SeatLostException e)
        {
            Lose(e);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="SeatTakenException">Another exporter holds the seat, and this one is not to stand by.</exception>
    /// <exception cref="IOException">Storage does not work.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        bool isTaken;
        try
        {
            isTaken = await TryTakeAsync(cancellationToken);
        }
        catch (Exception e) when (IsStorageFault(e))
        {
            throw new IOException($"The storage account (AzureWebJobsStorage) does not work: {e.GetBaseException().Message}", e);
        }

        if (!isTaken && !options.Value.StandBy)
        {
            throw new SeatTakenException(options.Value.Seat, blob.Machine);
        }

        if (!isTaken)
        {
            LogStandingBy(logger, options.Value.Seat, blob.Machine);
        }

        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // the container knows the keeper both as a service and as a hosted one, and disposes both
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        if (IsHeld)
        {
            await ReleaseAsync();
        }

        lost.Dispose();
        Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await StandByAsync(stoppingToken);
            while (true)
            {
                await Task.Delay(RenewInterval, time, stoppingToken);
                await RenewAsync(stoppingToken);
            }
        }
        catch (SeatLostException e)
        {
            Lose(e);
        }
    }

    private static bool IsStorageFault(Exception e) => e is RequestFailedException or AggregateException;

    private async Task StandByAsync(CancellationToken stopping)
    {
        while (!IsHeld)
        {
            await Task.Delay(StandByInterval, time, stopping);
            try
            {
                await TryTakeAsync(stopping);
            }
            catch (Exception e) when (IsStorageFault(e))
            {
                LogStorageFault(logger, e, options.Value.Seat);
            }
        }
    }

    private async Task<bool> TryTakeAsync(CancellationToken cancellationToken)
    {
        long asked = time.GetTimestamp();
        if (!await blob.TryTakeAsync(cancellationToken))
        {
            return false;
        }

        renewedAt = asked;
        taken.TrySetResult();
        LogTaken(logger, options.Value.Seat);
        return true;
    }

    // Tries again until the lease may have run out.
    private async Task RenewAsync(CancellationToken stopping)
    {
        while (TimeLeft() is var left && left > TimeSpan.Zero)
        {
            long asked = time.GetTimestamp();
            using var patience = new CancellationTokenSource(left < OneTry ? left : OneTry, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, patience.Token);
            try
            {
                await blob.RenewAsync(either.Token);
                renewedAt = asked;
                return;
            }
            catch (Exception e) when (IsStorageFault(e) || (e is OperationCanceledException && !stopping.IsCancellationRequested))
            {
                LogStorageFault(logger, e, options.Value.Seat);
            }

            await Task.Delay(RetryInterval, time, stopping);
        }

        throw new SeatLostException(
            $"The exporter has given up its seat \"{options.Value.Seat}\": storage did not answer, and the lease was about to end.");
    }

    private TimeSpan TimeLeft() => SeatBlob.LeaseTime - TimeToStop - time.GetElapsedTime(renewedAt);

    private void Lose(SeatLostException loss)
    {
        lock (gate)
        {
            if (Loss is not null)
            {
                return;
            }

            Loss = loss;
        }

        LogLost(logger, loss.Message);
        lost.Cancel();
        lifetime.StopApplication();
    }

    private async Task ReleaseAsync()
    {
        using var patience = new CancellationTokenSource(ReleasePatience);
        try
        {
            await blob.ReleaseAsync(patience.Token);
        }
        catch (Exception e) when (IsStorageFault(e) || e is OperationCanceledException)
        {
            // this state directory can take it back at once
            LogNotReleased(logger, e, options.Value.Seat);
        }
    }

    [LoggerMessage(3101, LogLevel.Information, "The seat \"{Seat}\" is held")]
    private static partial void LogTaken(ILogger logger, string seat);

    [LoggerMessage(3102, LogLevel.Information, "Standing by: the seat \"{Seat}\" is held by another exporter ({Machine})")]
    private static partial void LogStandingBy(ILogger logger, string seat, string machine);

    [LoggerMessage(3103, LogLevel.Warning, "Storage does not answer for the seat \"{Seat}\"")]
    private static partial void LogStorageFault(ILogger logger, Exception exception, string seat);

    [LoggerMessage(3104, LogLevel.Warning, "The lease of the seat \"{Seat}\" was not given back; it runs out by itself")]
    private static partial void LogNotReleased(ILogger logger, Exception exception, string seat);

    [LoggerMessage(3105, LogLevel.Critical, "{Reason} The exporter stops; its jobs are kept")]
    private static partial void LogLost(ILogger logger, string reason);
}
