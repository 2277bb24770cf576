using System.Net;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using FunctionsSelfHost.Engine.Clustering;
using FunctionsSelfHost.Functions;
using FunctionsSelfHost.Hosting;
using FunctionsSelfHost.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FunctionsSelfHost.Bench;

/// <summary>A host as an app runs it, with its hub in the storage, or in memory without one.</summary>
internal sealed class BenchHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private BenchHost(WebApplication app, WatchedTaskHub hub)
    {
        this.app = app;
        Hub = hub;
    }

    public DurableTaskClient Client => app.Services.GetRequiredService<DurableTaskClient>();

    public WatchedTaskHub Hub { get; }

    public static string NewHub() => $"Bench{Guid.NewGuid():N}"[..30];

    public static async Task<BenchHost> StartAsync(string? storage, string hub)
    {
        WebApplicationBuilder builder = AppHosting.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Host:LocalHttpPort"] = $"{FreePort.On(IPAddress.Loopback)}",
            ["AzureWebJobsStorage"] = storage,
            ["AzureFunctionsJobHost:extensions:durableTask:hubName"] = hub,
            ["AzureFunctionsJobHost:extensions:durableTask:storageProvider:type"] = storage is null ? "Memory" : "AzureStorage",
        });
        builder.Logging.ClearProviders();
        var watched = new WatchedTaskHub(storage is null ? new MemoryTaskHub(hub) : NewHub(storage, hub));
        builder.Services.AddSingleton<ITaskHub>(watched);
        WebApplication app = AppHosting.Build(builder, new HostSettings(builder.Configuration), new FunctionCatalog([typeof(BenchFunctions)]));
        await app.StartAsync();
        return new BenchHost(app, watched);
    }

    /// <summary>Runs as many orchestrations at once, and waits for all of them.</summary>
    public Task RunAsync(string orchestrator, int input, int count) => Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
    {
        string id = await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input);
        InstanceStatus end = await Hub.EndAsync(id);
        if (end.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
        {
            throw new InvalidOperationException($"The orchestration {id} is {end.RuntimeStatus}: {end.Output}");
        }
    }));

    public static ITaskHub NewHub(string storage, string hub) =>
        new TableTaskHub(hub, new TableServiceClient(storage), new BlobServiceClient(storage), TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
