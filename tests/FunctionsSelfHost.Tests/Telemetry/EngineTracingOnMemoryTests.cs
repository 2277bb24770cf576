namespace FunctionsSelfHost.Tests.Telemetry;

public sealed class EngineTracingOnMemoryTests() : EngineTracingConformance(null);
