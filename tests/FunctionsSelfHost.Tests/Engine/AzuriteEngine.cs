using VideoPipeline.Testing;

namespace FunctionsSelfHost.Tests.Engine;

/// <summary>A host with its hub in an Azurite of its own: one per class of tests.</summary>
public sealed class AzuriteEngine : IAsyncLifetime
{
    private readonly Azurite azurite = new();
    private EngineHost? host;

    internal EngineHost Host => host!;

    internal string ConnectionString => azurite.ConnectionString;

    public async Task InitializeAsync()
    {
        await azurite.InitializeAsync();
        host = new EngineHost(azurite.ConnectionString, EngineTests.Functions);
        await host.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await azurite.DisposeAsync();
    }
}
