using FunctionsSelfHost.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Clustering.Redis;
using Orleans.Configuration;

namespace FunctionsSelfHost.Engine.Clustering;

/// <summary>Makes the silos of several processes one cluster.</summary>
internal static class ClusterHosting
{
    // A member that is gone must be noticed within seconds, but one on a busy machine may answer late: three probes in a row must be lost.
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(3);

    // A member that has not said for three times this long that it is alive has no say in who is dead.
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(2);

    /// <summary>Adds what must have started before the silo.</summary>
    public static void AddCluster(this IServiceCollection services, ClusterSettings cluster)
    {
        services.AddSingleton(cluster);
        services.AddSingleton<IHostedService>(_ => new PortCheck(cluster.Address, cluster.SiloPort, "Orleans:SiloPort"));
        services.AddSingleton<RedisConnection>();
        services.AddHostedService(s => s.GetRequiredService<RedisConnection>());
        services.AddSingleton<SiloFailure>();
        services.Replace(ServiceDescriptor.Singleton<IFatalErrorHandler>(s => s.GetRequiredService<SiloFailure>()));
        services.AddHostedService(s => s.GetRequiredService<SiloFailure>());
        services.AddHostedService<ListingCheck>();
        services.AddHostedService<LeaveTimeLimit>();
    }

    /// <summary>Has the silo join the cluster of its task hub.</summary>
    public static void JoinCluster(this ISiloBuilder silo, ClusterSettings cluster, string hubName)
    {
        // storage does not tell hubs apart by case
        string clusterId = hubName.ToLowerInvariant();
        silo.Configure<ClusterOptions>(o => o.ClusterId = o.ServiceId = clusterId);
        silo.UseRedisClustering(o => o.ConfigurationOptions = cluster.Redis);
        silo.Services.AddSingleton<IPostConfigureOptions<RedisClusteringOptions>>(s => new PostConfigureOptions<RedisClusteringOptions>(
            null, o => o.CreateMultiplexer = _ => Task.FromResult((s.GetRequiredService<RedisConnection>().Open, true))));

        // every client lives in a silo, so nobody needs a gateway
        silo.ConfigureEndpoints(cluster.Address, cluster.SiloPort > 0 ? cluster.SiloPort : FreePort.On(cluster.Address), gatewayPort: 0);
        silo.Configure<ClusterMembershipOptions>(Tune);

        // This directory keeps its entries when a member dies. The default one would end a part of the survivors' grains with it, and so
        // have activities run twice that run well. It need not wait for a member that may only seem dead: what that one still tries to
        // commit is refused by the store.
#pragma warning disable ORLEANSEXP003
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        silo.Configure<GrainDirectoryOptions>(o => o.RangeLeaseDuration = TimeSpan.Zero);
    }

    private static void Tune(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = Probe;
        options.MinProbeTimeout = Probe;
        options.MaxProbeTimeout = LongestProbe;
        options.NumMissedProbesLimit = 3;

        // at most half of the members that give a sign of life are needed, so of two one is enough
        options.NumVotesForDeathDeclaration = 2;
        options.IAmAliveTablePublishTimeout = SignOfLife;
        options.NumMissedTableIAmAliveLimit = 3;
        options.TableRefreshTimeout = Refresh;
        options.MaxJoinAttemptTime = TimeSpan.FromMinutes(1);
    }
}
