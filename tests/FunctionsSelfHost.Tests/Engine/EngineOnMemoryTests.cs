namespace FunctionsSelfHost.Tests.Engine;

public sealed class EngineOnMemoryTests : EngineConformance, IAsyncLifetime
{
    private protected override EngineHost Host { get; } = new(null, typeof(EngineFunctions));

    public Task InitializeAsync() => Host.InitializeAsync();

    public Task DisposeAsync() => Host.DisposeAsync();
}
