using VideoPipeline.Testing;

namespace FunctionsSelfHost.Tests.Management;

public sealed class OrchestratorsOnAzuriteTests(Azurite azurite) : OrchestratorsConformance(azurite.ConnectionString), IClassFixture<Azurite>;
