using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace FunctionsSelfHost.Engine.Clustering;

/// <summary>
/// Limits how long a process that stops tries to tell the list of members that it leaves. It tells so twice, and each time would try for as
/// long as it tried to join, also while Redis is away; the others notice in seconds anyway.
/// </summary>
internal sealed class LeaveTimeLimit(IOptions<ClusterMembershipOptions> membership, IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private CancellationTokenRegistration registration;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        registration = lifetime.ApplicationStopping.Register(() => membership.Value.MaxJoinAttemptTime = Limit);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => registration.Dispose();
}
