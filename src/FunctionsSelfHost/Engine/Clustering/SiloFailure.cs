using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FunctionsSelfHost.Engine.Clustering;

/// <summary>
/// Ends the process when its silo cannot go on, above all when the other members have declared it dead because it did not answer them (it
/// was suspended, say, or cut off). They have taken over its instances, so it must be started anew; whoever runs it sees it fail.
/// </summary>
internal sealed partial class SiloFailure(IHostApplicationLifetime lifetime, IOptions<HostOptions> host, ILogger<SiloFailure> logger)
    : IFatalErrorHandler, IHostedService
{
    // such a silo has nobody to hand anything over to, and would try for the whole of the usual time
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    private string? reason;

    /// <inheritdoc/>
    public bool IsUnexpected(Exception exception) => true;

    /// <inheritdoc/>
    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        if (Interlocked.CompareExchange(ref reason, context ?? "The silo failed.", null) is null)
        {
            LogFailed(logger, exception, reason);
            host.Value.ShutdownTimeout = ShutdownTimeout;
            lifetime.StopApplication();
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The silo failed, so the process is not to end as if all were well.</exception>
    public Task StopAsync(CancellationToken cancellationToken) => reason is null
        ? Task.CompletedTask
        : Task.FromException(new InvalidOperationException("This process is no longer a member of its cluster and must be started again."));

    [LoggerMessage(4061, LogLevel.Critical, "This process is no longer a member of its cluster and stops; start it again. {Reason}")]
    private static partial void LogFailed(ILogger logger, Exception? exception, string reason);
}
