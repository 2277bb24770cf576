using FunctionsSelfHost.Functions;
using FunctionsSelfHost.Hosting;
using FunctionsSelfHost.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VideoPipeline.Testing;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>A real host in this process, with a port and a hub of its own.</summary>
internal sealed class EngineHost(string? storage, params Type[] functions) : IAsyncLifetime
{
    private readonly string hub = $"Test{Guid.NewGuid():N}"[..30];
    private MemoryTaskHub? memory;
    private WebApplication? app;

    public DurableTaskClient Client => app!.Services.GetRequiredService<DurableTaskClient>();

    public string BaseAddress { get; private set; } = "";

    public IServiceProvider Services => app!.Services;

    public async Task InitializeAsync()
    {
        int port = Azurite.FreePorts(1)[0];
        BaseAddress = $"http://127.0.0.1:{port}";
        WebApplicationBuilder builder = AppHosting.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Host:LocalHttpPort"] = $"{port}",
            ["AzureWebJobsStorage"] = storage,
            ["AzureFunctionsJobHost:extensions:durableTask:hubName"] = hub,
            ["AzureFunctionsJobHost:extensions:durableTask:storageProvider:type"] = storage is null ? "Memory" : "AzureStorage",
            ["AzureFunctionsJobHost:extensions:queues:maxPollingInterval"] = "00:00:00.100",
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        if (storage is null)
        {
            builder.Services.AddSingleton<ITaskHub>(memory ??= new MemoryTaskHub(hub));
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

    public async Task DisposeAsync()
    {
        await app!.StopAsync();
        await app.DisposeAsync();
    }
}
