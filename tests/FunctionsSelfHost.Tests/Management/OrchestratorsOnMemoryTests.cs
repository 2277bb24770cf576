namespace FunctionsSelfHost.Tests.Management;

public sealed class OrchestratorsOnMemoryTests() : OrchestratorsConformance(null);
