using VideoPipeline.Testing;

namespace FunctionsSelfHost.Tests.Management;

public sealed class InstancesOnAzuriteTests(Azurite azurite) : InstancesConformance(azurite.ConnectionString), IClassFixture<Azurite>;
