using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FunctionsSelfHost.Engine.Retention;

/// <summary>Has finished instances purged from time to time. Every member of a cluster asks for it; one of them does it.</summary>
internal sealed partial class RetentionService(IGrainFactory grains, TimeProvider time, ILogger<RetentionService> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                await grains.GetGrain<IRetentionGrain>(0).StartAsync().WaitAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(4071, LogLevel.Warning, "Finished instances could not be purged; it will be tried again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
