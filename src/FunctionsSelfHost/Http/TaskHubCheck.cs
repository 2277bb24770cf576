using FunctionsSelfHost.Hosting;
using FunctionsSelfHost.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FunctionsSelfHost.Http;

/// <summary>Whether the task hub answers: without it no instance can go on.</summary>
internal sealed class TaskHubCheck(ITaskHub hub) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        try
        {
            // any instance will do: what counts is that there is an answer
            await hub.FindStatusAsync("health", timeout.Token);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (StorageConnection.IsFault(e))
        {
            return HealthCheckResult.Unhealthy($"The task hub {hub.Name} does not answer.", e);
        }
    }
}
