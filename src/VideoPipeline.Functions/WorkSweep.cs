using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VideoPipeline.Artifacts;

namespace VideoPipeline.Functions;

/// <summary>Removes, when the app starts, the work folders of processes that were killed.</summary>
internal sealed partial class WorkSweep(WorkFolders folders, ILogger<WorkSweep> logger) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (string folder in folders.Sweep())
        {
            LogLeft(folder);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(2601, LogLevel.Warning, "{Folder} of a killed process cannot be removed yet; the next start tries again")]
    private partial void LogLeft(string folder);
}
