using Microsoft.Extensions.Logging;

namespace FunctionsSelfHost.Engine.Retention;

/// <summary>Purges finished instances, in one silo at a time. When that silo goes down, the next call begins anew in another.</summary>
internal sealed partial class RetentionGrain(FinishedInstances finished, DurableEngineLimits limits, EngineServices engine, ILogger<RetentionGrain> logger)
    : Grain, IRetentionGrain
{
    private Task purging = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync()
    {
        if (purging.IsCompleted && limits.Retention is { } retention)
        {
            DelayDeactivation(Timeout.InfiniteTimeSpan);
            purging = PurgeAsync(engine.Time.GetUtcNow().UtcDateTime - retention);
        }

        return Task.CompletedTask;
    }

    private async Task PurgeAsync(DateTime before)
    {
        try
        {
            LogPurged(logger, await finished.PurgeAsync(before, engine.Stopping), before);
        }
        catch (Exception e) when (!engine.Stopping.IsCancellationRequested)
        {
            LogFailed(logger, e);
        }
        catch (OperationCanceledException)
        {
            // the host stops; what is left is purged after the next start
        }
        finally
        {
            DelayDeactivation(TimeSpan.Zero);
        }
    }

    [LoggerMessage(4081, LogLevel.Information, "{Count} instance(s) that were finished before {Before:u} were purged")]
    private static partial void LogPurged(ILogger logger, int count, DateTime before);

    [LoggerMessage(4082, LogLevel.Warning, "Purging finished instances failed; it will be tried again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
