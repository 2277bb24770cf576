using VideoPipeline.Testing;

namespace FunctionsSelfHost.Tests.Engine;

public sealed class EngineOnAzuriteTests(Azurite azurite) : EngineConformance, IClassFixture<Azurite>, IAsyncLifetime
{
    private protected override EngineHost Host { get; } = new(azurite.ConnectionString, typeof(EngineFunctions));

    public Task InitializeAsync() => Host.InitializeAsync();

    public Task DisposeAsync() => Host.DisposeAsync();
}
