using VideoPipeline.Testing;

namespace FunctionsSelfHost.Tests.Management;

public sealed class EntitiesOnAzuriteTests(Azurite azurite) : EntitiesConformance(azurite.ConnectionString), IClassFixture<Azurite>;
