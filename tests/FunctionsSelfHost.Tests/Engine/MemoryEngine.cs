namespace FunctionsSelfHost.Tests.Engine;

/// <summary>A host that keeps its hub in memory: one per class of tests.</summary>
public sealed class MemoryEngine : IAsyncLifetime
{
    internal EngineHost Host { get; } = new(null, EngineTests.Functions);

    public Task InitializeAsync() => Host.InitializeAsync();

    public Task DisposeAsync() => Host.DisposeAsync();
}
