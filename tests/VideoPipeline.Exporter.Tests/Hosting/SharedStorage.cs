using VideoPipeline.Testing;

namespace VideoPipeline.Exporter.Tests.Hosting;

/// <summary>One Azurite for the tests that need storage; each test has a prefix of its own in it.</summary>
[CollectionDefinition(nameof(SharedStorage))]
public sealed class SharedStorage : ICollectionFixture<Azurite>;
