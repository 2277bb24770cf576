using System.Threading.Channels;
using FunctionsSelfHost.Engine.Messages;
using FunctionsSelfHost.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FunctionsSelfHost.Engine;

/// <summary>
/// Finds the instances that were left unfinished, and wakes them: at the start those of hosts that ran before, and whenever another member
/// of the cluster is gone, however it went, those that lived in it.
/// </summary>
/// <remarks>Every member does so, because the only one to do it could be the next to go. Waking an instance that is awake does no harm.</remarks>
internal sealed partial class RecoveryService(
    ITaskHub hub,
    MessageRouter router,
    ISiloStatusOracle members,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<RecoveryService> logger)
    : BackgroundService, ISiloStatusListener
{
    private const int AtOnce = 32;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource started = new();

    // one note is enough: what is looked for is whatever is unfinished
    private readonly Channel<SiloAddress> gone = Channel.CreateBounded<SiloAddress>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Notes that another member is gone.</summary>
    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status == SiloStatus.Dead && !updatedSilo.Equals(members.SiloAddress))
        {
            LogGone(logger, updatedSilo);
            gone.Writer.TryWrite(updatedSilo);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using CancellationTokenRegistration registration = lifetime.ApplicationStarted.Register(static s => ((TaskCompletionSource)s!).TrySetResult(), started);
        await started.Task.WaitAsync(stoppingToken);
        members.SubscribeToSiloStatusEvents(this);
        do
        {
            while (!await TryWakeAllAsync(stoppingToken))
            {
                await Task.Delay(Retry, time, stoppingToken);
            }
        }
        while (await gone.Reader.ReadAsync(stoppingToken) is not null);
    }

    private async Task<bool> TryWakeAllAsync(CancellationToken cancellationToken)
    {
        int woken = 0;
        int failed = 0;
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(hub.FindUnfinishedAsync(cancellationToken), options, async (instanceId, _) =>
            {
                try
                {
                    await router.WakeAsync(instanceId);
                    Interlocked.Increment(ref woken);
                }
                catch (Exception e) when (!cancellationToken.IsCancellationRequested)
                {
                    Interlocked.Increment(ref failed);
                    LogNotWoken(logger, e, instanceId);
                }
            });
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(logger, e);
            return false;
        }

        LogRecovered(logger, woken);
        return failed == 0;
    }

    [LoggerMessage(4051, LogLevel.Information, "The member {Member} of the cluster is gone")]
    private static partial void LogGone(ILogger logger, SiloAddress member);

    [LoggerMessage(4052, LogLevel.Information, "{Count} unfinished instance(s) go on")]
    private static partial void LogRecovered(ILogger logger, int count);

    [LoggerMessage(4053, LogLevel.Warning, "The unfinished instance {InstanceId} could not be woken; it will be tried again")]
    private static partial void LogNotWoken(ILogger logger, Exception exception, string instanceId);

    [LoggerMessage(4054, LogLevel.Warning, "Looking for unfinished instances failed; it will be tried again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
