using FunctionsSelfHost.Storage;
using Microsoft.Extensions.Hosting;

namespace FunctionsSelfHost.Engine;

/// <summary>Creates the task hub before anything uses it.</summary>
internal sealed class TaskHubCreator(ITaskHub hub) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => hub.CreateAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
