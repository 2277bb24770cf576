using Microsoft.Extensions.Hosting;
using Orleans.Clustering.Redis;
using StackExchange.Redis;

namespace FunctionsSelfHost.Engine.Clustering;

/// <summary>
/// Ends the process when it is missing in the list of the cluster's members. That happens when Redis has lost the list and another process
/// has begun a new one: there are two clusters on the task hub then, and only those that are listed find each other.
/// </summary>
/// <remarks>While there is no list at all, or no Redis, the members go on with those that they know.</remarks>
internal sealed class ListingCheck(IMembershipTable list, ILocalSiloDetails self, SiloFailure failure, IHostApplicationLifetime lifetime, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (lifetime.ApplicationStarted.IsCancellationRequested && !await IsListedAsync(stoppingToken))
            {
                failure.OnFatalException(this, "Redis has lost the list of members, and another process has begun a new one.");
                return;
            }
        }
    }

    private async Task<bool> IsListedAsync(CancellationToken cancellationToken)
    {
        try
        {
            MembershipTableData members = await list.ReadAllAsync(cancellationToken);
            return members.TryGet(self.SiloAddress) is not null;
        }
        catch (Exception e) when (e is RedisException or RedisTimeoutException or RedisClusteringException)
        {
            return true;
        }
    }
}
