using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace FunctionsSelfHost.Http;

/// <summary>Whether the host has started and does not stop.</summary>
internal sealed class LifetimeCheck(IHostApplicationLifetime lifetime) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        string state = HostStatus.StateOf(lifetime);
        return Task.FromResult(state == HostStatus.Running ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"The host is in the state {state}."));
    }
}
