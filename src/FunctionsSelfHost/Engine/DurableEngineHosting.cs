using System.Net;
using System.Net.Sockets;
using FunctionsSelfHost.Engine.Activities;
using FunctionsSelfHost.Engine.Clients;
using FunctionsSelfHost.Engine.Messages;
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

    /// <summary>Adds the engine. In memory it needs no storage.</summary>
    public static void AddDurableEngine(this IHostApplicationBuilder builder, DurableEngineOptions options)
    {
        IServiceCollection services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DataConverter>(JsonDataConverter.Default);
        services.TryAddSingleton<ITaskHub>(s => options.KeepsInMemory
            ? new MemoryTaskHub(options.HubName)
            : NewTableTaskHub(options.HubName, s.GetRequiredService<StorageConnection>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<MessageRouter>();
        services.AddSingleton<FunctionRunner>();
        services.AddSingleton<EngineServices>();
        services.AddSingleton(new ActivityThrottle(options.MaxConcurrentActivities));
        services.AddSingleton<DurableTaskClient, SelfHostClient>();

        // before the silo: no grain may run without its tables
        services.AddHostedService<TaskHubCreator>();
        builder.UseOrleans(AddSilo);
        services.AddHostedService<RecoveryService>();
        builder.Logging.AddFilter("Orleans", LogLevel.Warning).AddFilter("Microsoft.Orleans", LogLevel.Warning);
    }

    private static TableTaskHub NewTableTaskHub(string name, StorageConnection storage, TimeProvider time) =>
        new(name, storage.Tables(), storage.Blobs(), time);

    private static void AddSilo(ISiloBuilder silo)
    {
        silo.UseLocalhostClustering(FreePort(), gatewayPort: 0);
        silo.Configure<GrainCollectionOptions>(o => o.CollectionAge = IdleTime);
    }

    // A silo of one listens only to itself, so any port will do.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
