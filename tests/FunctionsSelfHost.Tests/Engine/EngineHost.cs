using System.Collections.Concurrent;
using FunctionsSelfHost.Functions;
using FunctionsSelfHost.Hosting;
using FunctionsSelfHost.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VideoPipeline.Testing;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>A real host in this process, with a port of its own and, unless it is told of one, a hub of its own.</summary>
internal sealed class EngineHost(string? storage, params Type[] functions) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> log = new();
    private MemoryTaskHub? memory;
    private WebApplication? app;

    /// <summary>The task hub.</summary>
    public string Hub { get; init; } = NewHub();

    /// <summary>The Redis of the cluster that the host is a member of; null when it is alone.</summary>
    public string? Redis { get; init; }

    /// <summary>The hub to use; null for one in the storage, or for one in memory.</summary>
    public ITaskHub? TaskHub { get; init; }

    /// <summary>Settings beside those that every host has, by their keys.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>What the host has logged as a warning or worse, since the first start.</summary>
    public IReadOnlyCollection<string> Log => log;

    public DurableTaskClient Client => app!.Services.GetRequiredService<DurableTaskClient>();

    public string BaseAddress { get; private set; } = "";

    public IServiceProvider Services => app!.Services;

    public static string NewHub() => $"Test{Guid.NewGuid():N}"[..30];

    public async Task InitializeAsync()
    {
        int port = Azurite.FreePorts(1)[0];
        BaseAddress = $"http://127.0.0.1:{port}";
        WebApplicationBuilder builder = AppHosting.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Host:LocalHttpPort"] = $"{port}",
            ["AzureWebJobsStorage"] = storage,
            ["AzureFunctionsJobHost:extensions:durableTask:hubName"] = Hub,
            ["AzureFunctionsJobHost:extensions:durableTask:storageProvider:type"] = storage is null ? "Memory" : "AzureStorage",
            ["AzureFunctionsJobHost:extensions:queues:maxPollingInterval"] = "00:00:00.100",
            ["Orleans:Clustering"] = Redis is null ? "None" : "Redis",
            ["Orleans:Redis"] = Redis,
        });
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddProvider(new LogRecorder(log));
        builder.Services.AddSingleton(this);
        if (TaskHub is not null || storage is null)
        {
            builder.Services.AddSingleton(TaskHub ?? (memory ??= new MemoryTaskHub(Hub)));
        }

        app = AppHosting.Build(builder, new HostSettings(builder.Configuration), new FunctionCatalog(functions));
        await app.StartAsync();
    }

    /// <summary>Stops the host and starts another one on the same hub.</summary>
    public async Task RestartAsync()
    {
        await DisposeAsync();
        await InitializeAsync();
    }

    /// <summary>Waits until the host ends by itself.</summary>
    public async Task WaitForShutdownAsync()
    {
        await using WebApplication ending = app!;
        await ending.WaitForShutdownAsync();
    }

    public async Task DisposeAsync()
    {
        await app!.StopAsync();
        await app.DisposeAsync();
    }
}
