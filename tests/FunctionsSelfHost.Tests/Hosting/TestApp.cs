using FunctionsSelfHost.Functions;
using FunctionsSelfHost.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VideoPipeline.Testing;

namespace FunctionsSelfHost.Tests.Hosting;

/// <summary>A real host of some functions in this process, on a free port, with its durable state in memory.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication app;

    private TestApp(WebApplication app, int port)
    {
        this.app = app;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = Patience };
    }

    /// <summary>How long a test waits for what must come.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    public HttpClient Http { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>Builds and starts a host.</summary>
    /// <param name="functions">The functions' classes.</param>
    /// <param name="settings">Settings, host.json's among them.</param>
    /// <param name="services">What the functions need.</param>
    public static async Task<TestApp> StartAsync(
        IEnumerable<Type> functions, Dictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null)
    {
        int port = Azurite.FreePorts(1)[0];
        WebApplicationBuilder builder = AppHosting.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Host:LocalHttpPort"] = $"{port}",
            ["AzureFunctionsJobHost:extensions:durableTask:storageProvider:type"] = "Memory",
            ["AzureFunctionsJobHost:extensions:queues:maxPollingInterval"] = "00:00:00.100",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        services?.Invoke(builder.Services);
        var hostSettings = new HostSettings(builder.Configuration);
        WebApplication app = AppHosting.Build(builder, hostSettings, new FunctionCatalog(functions, hostSettings.IsDisabled));
        try
        {
            await app.StartAsync();
            return new TestApp(app, port);
        }
        catch
        {
            // what has not started cannot be stopped
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the host; what runs may end first.</summary>
    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
