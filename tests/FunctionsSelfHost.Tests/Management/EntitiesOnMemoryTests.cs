namespace FunctionsSelfHost.Tests.Management;

public sealed class EntitiesOnMemoryTests() : EntitiesConformance(null);
