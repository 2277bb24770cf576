using FunctionsSelfHost.Engine.Messages;
using FunctionsSelfHost.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FunctionsSelfHost.Engine;

/// <summary>Finds the instances that were unfinished when the last host stopped, and wakes them.</summary>
internal sealed partial class RecoveryService(ITaskHub hub, MessageRouter router, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<RecoveryService> logger)
    : BackgroundService
{
    private const int AtOnce = 32;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using CancellationTokenRegistration registration = lifetime.ApplicationStarted.Register(static s => ((TaskCompletionSource)s!).TrySetResult(), started);
        await started.Task.WaitAsync(stoppingToken);
        while (!await TryWakeAllAsync(stoppingToken))
        {
            await Task.Delay(Retry, time, stoppingToken);
        }
    }

    private readonly TaskCompletionSource started = new();

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

    [LoggerMessage(LogLevel.Information, "{Count} unfinished instance(s) go on")]
    private static partial void LogRecovered(ILogger logger, int count);

    [LoggerMessage(LogLevel.Warning, "The unfinished instance {InstanceId} could not be woken; it will be tried again")]
    private static partial void LogNotWoken(ILogger logger, Exception exception, string instanceId);

    [LoggerMessage(LogLevel.Warning, "Looking for unfinished instances failed; it will be tried again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
