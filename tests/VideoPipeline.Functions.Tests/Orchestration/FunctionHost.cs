using Azure.Data.Tables;
using Azure.Storage.Blobs;
using FunctionsSelfHost.Functions;
using FunctionsSelfHost.Hosting;
using FunctionsSelfHost.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VideoPipeline.Artifacts;
using VideoPipeline.Functions.Activities;
using VideoPipeline.Functions.Limits;
using VideoPipeline.Limits;
using VideoPipeline.Pipelines;
using VideoPipeline.Telemetry;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Orchestration;

/// <summary>Runs orchestrations and entities in this process, on a hub in memory, with the test's own activities.</summary>
internal sealed class FunctionHost(params Type[] functions) : IAsyncLifetime
{
    private readonly string hub = $"Test{Guid.NewGuid():N}"[..30];
    private WebApplication? app;

    /// <summary>The account that artifacts and records lie in; without it the activities under test must need none.</summary>
    public string? Storage { get; init; }

    public IServiceProvider Services => app!.Services;

    public DurableTaskClient Client => app!.Services.GetRequiredService<DurableTaskClient>();

    public Gate Gate { get; } = new();

    public Script Script { get; } = new();

    public LimitsOptions Limits { get; } = [];

    public StubExporter Exporter { get; } = new();

    public async Task InitializeAsync()
    {
        WebApplicationBuilder builder = AppHosting.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Host:LocalHttpPort"] = $"{Azurite.FreePorts(1)[0]}",
            ["AzureFunctionsJobHost:extensions:durableTask:hubName"] = hub,
            ["AzureFunctionsJobHost:extensions:durableTask:storageProvider:type"] = "Memory",
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services
            .AddSingleton<ITaskHub>(new MemoryTaskHub(hub))
            .AddSingleton(TimeProvider.System)
            .AddSingleton(Gate)
            .AddSingleton(Script)
            .AddSingleton(Exporter.Client)
            .Configure<SlotOptions>(_ => { })
            .Configure<LimitsOptions>(options =>
            {
                foreach ((string kind, Dictionary<string, ResourceLimits> limits) in Limits)
                {
                    options[kind] = limits;
                }
            });
        AddStorage(builder.Services);
        Type[] all = [typeof(LimitEntities), typeof(SlotGranter), .. functions];
        app = AppHosting.Build(builder, new HostSettings(builder.Configuration), new FunctionCatalog(all));
        await app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await app!.StopAsync();
        await app.DisposeAsync();
    }

    private void AddStorage(IServiceCollection services)
    {
        if (Storage is not null)
        {
            services
                .AddSingleton(new BlobServiceClient(Storage))
                .AddSingleton(new TableServiceClient(Storage))
                .AddSingleton<ArtifactStore>()
                .AddSingleton<RunLog>()
                .AddSingleton<RunIndex>()
                .AddSingleton<PipelineMetrics>()
                .AddSingleton<RunRecordStore>()
                .AddSingleton<CancelWatch>()
                .AddSingleton<StageReporter>()
                .AddSingleton<RequestPermits>()
                .AddSingleton<ReservedWork>();
        }
    }

    /// <summary>Looks at the semaphores, as the timer does.</summary>
    public Task SweepAsync() =>
        ActivatorUtilities.CreateInstance<SemaphoreSweep>(Services).SweepSemaphores(new TimerInfo(), Client, CancellationToken.None);

    /// <summary>Waits until a semaphore is as wanted.</summary>
    public async Task<SemaphoreState> SemaphoreAsync(string resource, Predicate<SemaphoreState> wanted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            EntityMetadata<SemaphoreState>? entity =
                await Client.Entities.GetEntityAsync<SemaphoreState>(SemaphoreEntity.IdOf(resource), cancellation: limit.Token);
            if (entity is { State: { } state } && wanted(state))
            {
                return state;
            }

            await Task.Delay(20, limit.Token);
        }
    }
}
