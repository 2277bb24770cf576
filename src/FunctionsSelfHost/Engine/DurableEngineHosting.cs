using System.Net;
using FunctionsSelfHost.Engine.Activities;
using FunctionsSelfHost.Engine.Clients;
using FunctionsSelfHost.Engine.Clustering;
using FunctionsSelfHost.Engine.Messages;
using FunctionsSelfHost.Engine.Retention;
using FunctionsSelfHost.Engine.Telemetry;
using FunctionsSelfHost.Hosting;
using FunctionsSelfHost.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace FunctionsSelfHost.Engine;

/// <summary>Adds the durable engine to a host: an Orleans silo, the task hub and the client.</summary>
internal static class DurableEngineHosting
{
    // finished instances leave memory after a while; unfinished ones stay
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(10);

    // When thousands are started at once, a turn may have to wait in line for the storage. A silo that is gone is noticed sooner.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    /// <summary>Adds the engine. In memory it needs no storage.</summary>
    public static void AddDurableEngine(this IHostApplicationBuilder builder, DurableEngineOptions options)
    {
        IServiceCollection services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DataConverter>(JsonDataConverter.Default);
        services.TryAddSingleton<ITaskHub>(s => options.KeepsInMemory
            ? new MemoryTaskHub(options.HubName)
            : NewTableTaskHub(options, s.GetRequiredService<StorageConnection>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(DurableEngineLimits.Of(builder.Configuration));
        services.AddSingleton<EngineTracing>();
        services.AddSingleton<EngineMetrics>();
        services.AddSingleton<MessageRouter>();
        services.AddSingleton<FunctionRunner>();
        services.AddSingleton<EngineServices>();
        services.AddSingleton(new ActivityThrottle(options.MaxConcurrentActivities));
        services.AddSingleton<SelfHostClient>();
        services.AddSingleton<DurableTaskClient>(s => s.GetRequiredService<SelfHostClient>());

        if (options.Cluster is { } cluster)
        {
            services.AddCluster(cluster);
        }

        // before the silo: no grain may run without its tables
        services.AddHostedService<TaskHubCreator>();

        // without the configuration: Orleans would read settings of its own there, which are not this host's
        services.AddOrleans(silo => AddSilo(silo, options));
        services.AddHostedService<RecoveryService>();
        services.AddSingleton<FinishedInstances>();
        services.AddHostedService<RetentionService>();
        builder.Logging.AddFilter("Orleans", LogLevel.Warning).AddFilter("Microsoft.Orleans", LogLevel.Warning);

        // a directory that a cluster does not use, but that cannot be switched off; it complains four times a second while a member is gone
        builder.Logging.AddFilter("Orleans.Runtime.GrainDirectory.GrainDirectoryHandoffManager", LogLevel.Error);
    }

    private static TableTaskHub NewTableTaskHub(DurableEngineOptions options, StorageConnection storage, TimeProvider time) =>
        new(options.HubName, storage.Tables(options.ConnectionName), storage.Blobs(options.ConnectionName), time);

    private static void AddSilo(ISiloBuilder silo, DurableEngineOptions options)
    {
        if (options.Cluster is { } cluster)
        {
            silo.JoinCluster(cluster, options.HubName);
        }
        else
        {
            // a silo of one listens only to itself, so any port will do
            silo.UseLocalhostClustering(FreePort.On(IPAddress.Loopback), gatewayPort: 0);
        }

        silo.Configure<GrainCollectionOptions>(o => o.CollectionAge = IdleTime);
        silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = LongestWait);
    }
}
