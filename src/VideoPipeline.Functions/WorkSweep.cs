using Microsoft.Extensions.Hosting;
using VideoPipeline.Artifacts;

namespace VideoPipeline.Functions;

/// <summary>Removes, when the app starts, the work folders of processes that were killed.</summary>
internal sealed class WorkSweep(WorkFolders folders) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        folders.Sweep();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
