using VideoPipeline.Testing;

namespace FunctionsSelfHost.Tests.Telemetry;

public sealed class EngineTracingOnAzuriteTests(Azurite azurite) : EngineTracingConformance(azurite.ConnectionString), IClassFixture<Azurite>;
